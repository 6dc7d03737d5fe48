import { type Random, rowOf } from '@seje/core';
import type { TermVectors } from '@seje/preprocessing';
import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { embeddingLookup } from './embedding-lookup.js';
import { constant, glorotUniform, linearWeights, lstmWeights } from './initial-weights.js';
import { linear } from './layers.js';
import { recurrence } from './lstm-recurrence.js';
import { lstmStates } from './lstm.js';
import type { NamedWeight, NamedWeights } from './named-weights.js';
import type { Variables } from './variables.js';

/** Numbers beyond those of the terms: everything unknown, and the end (and start) of a sentence. */
export const EXTRA_WORDS = 2;
/** Standard deviation of the first vectors of those two. */
const EXTRA_SCALE = 0.05;
/** Share of the usual first recurrent weights that the encoder starts with. */
const RECURRENT_SCALE = 0.3;
/** Least first bias of a forget gate. */
const LEAST_FORGET_BIAS = 0.5;
/** e to this is the first temperature of the contrast: similarities are multiplied by it. */
const FIRST_LOG_TEMPERATURE = Math.log(10);

/** Padded sentences, time first. */
export interface PaddedWords {
  /** [T, B] row-major; 0 in the padding. */
  readonly ids: Int32Array;
  readonly shape: readonly [number, number];
  /** What each word's vector is multiplied by, [T, B]: 1, or dropout's 0 and 1 / (1 - rate). */
  readonly keep: Float32Array;
}

export interface PaddedSentences extends PaddedWords {
  /** 1 at each sentence's last word, 0 elsewhere: [T, B]. */
  readonly lastStep: Float32Array;
}

/**
 * `words [V + 2, D]` (term vectors at mean length 1, then unknown, then end of sentence), `words.bias [V + 2]` (log
 * of the unigram shares), `encoder.kernel [D, 4H]`, `encoder.recurrentKernel [H, 4H]`, `encoder.bias`, the same of
 * `decoder`, `decoder.context [H, 4H]`, `word.kernel [H, D]`, `word.bias`, `contrast.logTemperature [1]`.
 *
 * The encoder starts able to remember a whole sentence (chrono initialisation, Tallec & Ollivier 2018): forget
 * gates so biased that units forget at rates from one word to `maxWords`.
 */
export function initialSentenceWeights(
  { vectors, shares }: { readonly vectors: TermVectors; readonly shares: Float64Array },
  { hidden, maxWords }: { readonly hidden: number; readonly maxWords: number },
  random: Random,
): NamedWeights {
  const width = vectors.dimension;
  const encoder = lstmWeights('encoder', [width, hidden], random);
  const bias = encoder['encoder.bias']!.data;
  for (let unit = 0; unit < hidden; unit++) {
    const steps = random.between(1, Math.max(2, maxWords));
    bias[hidden + unit] = Math.max(LEAST_FORGET_BIAS, Math.log(steps));
    bias[3 * hidden + unit] = 1; // output gates start rather open
  }
  const recurrent = encoder['encoder.recurrentKernel']!;
  for (let i = 0; i < recurrent.data.length; i++) recurrent.data[i]! *= RECURRENT_SCALE;
  return {
    words: firstWords(vectors, random),
    'words.bias': { shape: [shares.length], data: Float32Array.from(shares, Math.log) },
    ...encoder,
    ...lstmWeights('decoder', [width, hidden], random),
    'decoder.context': glorotUniform([hidden, 4 * hidden], random),
    ...linearWeights('word', [hidden, width], random),
    'contrast.logTemperature': constant([1], FIRST_LOG_TEMPERATURE),
  };
}

function firstWords(vectors: TermVectors, random: Random): NamedWeight {
  const width = vectors.dimension;
  const rows = vectors.size + EXTRA_WORDS;
  const data = new Float32Array(rows * width);
  let length = 0;
  for (let row = 0; row < vectors.size; row++) length += Math.hypot(...rowOf(vectors.matrix, row));
  const scale = vectors.size / Math.max(length, Number.MIN_VALUE);
  for (let i = 0; i < data.length; i++) {
    data[i] =
      i < vectors.matrix.data.length ? vectors.matrix.data[i]! * scale : EXTRA_SCALE * random.normal();
  }
  return { shape: [rows, width], data };
}

/** The encoder and decoder of skip-thought (Kiros et al. 2015), as LSTMs, with one table of word vectors for input and output. */
export class SentenceNetwork {
  constructor(
    private readonly tf: Tf,
    readonly weights: Variables,
  ) {}

  /** State of the encoder after each sentence's last word, [B, H]. */
  encode(sentences: PaddedSentences): tensorflow.Tensor2D {
    const { tf } = this;
    const states = lstmStates(tf, this.weights, { name: 'encoder', steps: this.vectorsOf(sentences) }); // [T, B, H]
    return tf.sum(tf.mul(states, tf.tensor3d(sentences.lastStep, [...sentences.shape, 1])), 0);
  }

  /**
   * What the decoder expects after each word, as points among the word vectors, [T B, D]; every step reads the
   * word before and the encoded sentence.
   * @param encoded [B, H]
   */
  decode(encoded: tensorflow.Tensor2D, before: PaddedWords): tensorflow.Tensor2D {
    const { tf, weights } = this;
    const [length, batch] = before.shape;
    const vectors = this.vectorsOf(before); // [T, B, D]
    const width = vectors.shape[2];
    const kernel = weights['decoder.kernel'] as unknown as tensorflow.Tensor2D; // [D, 4H]
    const gates = kernel.shape[1];
    const fromWords = tf.matMul(tf.reshape(vectors, [length * batch, width]), kernel);
    const fromSentence = tf.add(
      tf.matMul(encoded, weights['decoder.context'] as unknown as tensorflow.Tensor2D),
      weights['decoder.bias']!,
    ); // [B, 4H]
    const inputs = tf.add(tf.reshape(fromWords, [length, batch, gates]), tf.expandDims(fromSentence, 0));
    const states = recurrence(tf, {
      inputs: tf.reshape(inputs, [length * batch, gates]),
      counts: Array.from({ length }, () => batch),
      recurrentKernel: weights['decoder.recurrentKernel'] as unknown as tensorflow.Tensor2D,
    }); // [T B, H]
    return linear(tf, weights, { name: 'word', x: states });
  }

  /** [T, B, D] */
  private vectorsOf({ ids, shape, keep }: PaddedWords): tensorflow.Tensor3D {
    const { tf } = this;
    const table = this.weights['words'] as unknown as tensorflow.Tensor2D;
    const vectors = tf.reshape(embeddingLookup(tf, table, ids), [...shape, table.shape[1]]);
    return tf.mul(vectors, tf.tensor3d(keep, [...shape, 1]));
  }
}
