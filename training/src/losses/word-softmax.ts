import type * as tensorflow from '@tensorflow/tfjs';
import { embeddingLookup } from '../networks/embedding-lookup.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';

/** Words that are to be predicted. */
export interface WordTargets {
  /** The right word at each place, [N]; any number where `real` is 0. */
  readonly ids: Int32Array;
  /** 1 where a word is to be predicted, 0 in the padding, [N]. */
  readonly real: Float32Array;
}

export interface WordScores {
  /** What is expected at each place, [N, D]. */
  readonly expected: tensorflow.Tensor2D;
  /** Word vectors, [V, D]. */
  readonly words: tensorflow.Tensor2D;
  /** [V] */
  readonly bias: tensorflow.Tensor1D;
}

/** Words drawn to stand for all wrong ones. */
export interface DrawnWords {
  /** [S] */
  readonly ids: Int32Array;
  /** Log of how often each of them is expected among the S, [S]. */
  readonly logExpected: Float32Array;
}

/** Score that takes a word out of a softmax. */
const IMPOSSIBLE = -1e9;

/**
 * Sum over the places of -log p(right word), p the softmax of `expected . word + bias` over all words.
 */
export function fullSoftmax(tf: Tf, scores: WordScores, targets: WordTargets): tensorflow.Scalar {
  const { expected, words, bias } = scores;
  const all = tf.add(tf.matMul(expected, tf.transpose(words)), bias); // [N, V]
  const right = rightScores(tf, scores, targets.ids); // [N]
  return summed(tf, tf.sub(tf.logSumExp(all, 1), right), targets.real);
}

/**
 * The same against a sample of the words (importance sampling, Bengio & Senécal 2003; Jean et al. 2015): the right
 * word and those drawn, each drawn one's score less the log of how often it is expected in the sample, so that the
 * sum over them is the sum over all words on average; a drawn word that is the right one does not count again. With
 * every word drawn once it is the full softmax.
 */
export function sampledSoftmax(
  tf: Tf,
  scores: WordScores,
  { targets, drawn }: { readonly targets: WordTargets; readonly drawn: DrawnWords },
): tensorflow.Scalar {
  const { expected, words, bias } = scores;
  const drawnWords = embeddingLookup(tf, words, drawn.ids); // [S, D]
  const drawnBias = tf.sub(biasOf(tf, bias, drawn.ids), tf.tensor1d(drawn.logExpected)); // [S]
  const hits = new Float32Array(targets.ids.length * drawn.ids.length);
  for (const [n, id] of targets.ids.entries()) {
    for (const [s, other] of drawn.ids.entries()) {
      if (other === id) hits[n * drawn.ids.length + s] = IMPOSSIBLE;
    }
  }
  const wrong = tf.add(
    tf.add(tf.matMul(expected, tf.transpose(drawnWords)), drawnBias),
    tf.tensor2d(hits, [targets.ids.length, drawn.ids.length]),
  ); // [N, S]
  const right = rightScores(tf, scores, targets.ids); // [N]
  const both = tf.concat([tf.expandDims(right, 1), wrong], 1); // [N, 1 + S]
  return summed(tf, tf.sub(tf.logSumExp(both, 1), right), targets.real);
}

function rightScores(tf: Tf, { expected, words, bias }: WordScores, ids: Int32Array): tensorflow.Tensor1D {
  const products = tf.sum(tf.mul(expected, embeddingLookup(tf, words, ids)), 1);
  return tf.add(products, biasOf(tf, bias, ids));
}

function biasOf(tf: Tf, bias: tensorflow.Tensor1D, ids: Int32Array): tensorflow.Tensor1D {
  const column: tensorflow.Tensor2D = tf.reshape(bias, [bias.size, 1]);
  return tf.reshape(embeddingLookup(tf, column, ids), [ids.length]);
}

function summed(tf: Tf, losses: tensorflow.Tensor, real: Float32Array): tensorflow.Scalar {
  return tf.sum(tf.mul(losses, tf.tensor1d(real)));
}
