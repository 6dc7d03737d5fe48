import type * as tensorflow from '@tensorflow/tfjs';
import { nextSentenceContrast } from '../../losses/next-sentence-contrast.js';
import { type DrawnWords, fullSoftmax, sampledSoftmax } from '../../losses/word-softmax.js';
import type { SentenceNetwork } from '../../networks/sentence-network.js';
import type { Tf } from '../../tensor-engine/tensor-engine.js';
import type { SentenceBatch } from './sentence-batch.js';

export interface SentenceLossOptions {
  /** Weight of the contrast beside the decoder's loss; 0: it is not computed. */
  readonly contrast: number;
  /** Absent: the softmax over all words. */
  readonly drawn?: DrawnWords | undefined;
}

export interface SentenceLoss {
  /** Mean -log p of a word of the next sentence, plus the weighted contrast. */
  readonly total: tensorflow.Scalar;
  readonly perWord: tensorflow.Scalar;
  readonly contrast: tensorflow.Scalar | undefined;
}

/** What the network is trained to make small, for one batch. */
export function sentenceLoss(
  tf: Tf,
  network: SentenceNetwork,
  { batch, options }: { readonly batch: SentenceBatch; readonly options: SentenceLossOptions },
): SentenceLoss {
  const { weights } = network;
  const current = network.encode(batch.current); // [B, H]
  const scores = {
    expected: network.decode(current, batch.before), // [T B, D]
    words: weights['words'] as unknown as tensorflow.Tensor2D,
    bias: weights['words.bias'] as unknown as tensorflow.Tensor1D,
  };
  const { targets } = batch;
  const { drawn } = options;
  const summed =
    drawn === undefined ? fullSoftmax(tf, scores, targets) : sampledSoftmax(tf, scores, { targets, drawn });
  const perWord: tensorflow.Scalar = tf.div(summed, batch.wordCount);
  if (options.contrast === 0) return { total: perWord, perWord, contrast: undefined };
  const contrast = nextSentenceContrast(tf, {
    current,
    next: network.encode(batch.next),
    recipes: batch.recipes,
    logTemperature: weights['contrast.logTemperature'] as unknown as tensorflow.Tensor1D,
  });
  return { total: tf.add(perWord, tf.mul(contrast, options.contrast)), perWord, contrast };
}
