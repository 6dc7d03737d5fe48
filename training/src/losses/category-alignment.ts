import { BACKGROUND } from '@seje/preprocessing';
import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';

export interface CategoryTargets {
  /** Recipe category of each row, below C. */
  readonly categories: readonly number[];
  /** `left-out`: rows of `background` are in neither sum nor mean. */
  readonly background: 'classified' | 'left-out';
}

/**
 * One modality's half of L_CA (SEJE, section 4): the mean over the rows of the cross-entropy
 *
 *     -log softmax(W x)_c
 *
 * with x an embedding, c its pair's category and one W for both modalities. 0 where no row counts.
 * @param logits W x, [B, C]
 */
export function categoryAlignment(
  tf: Tf,
  logits: tensorflow.Tensor2D,
  { categories, background }: CategoryTargets,
): tensorflow.Scalar {
  const [rows, classes] = logits.shape;
  const chosen = new Float32Array(rows * classes); // 1 at the category of each row that counts
  let count = 0;
  for (const [row, category] of categories.entries()) {
    if (background === 'left-out' && category === BACKGROUND.number) continue;
    chosen[row * classes + category] = 1;
    count++;
  }
  const picked = tf.mul(tf.logSoftmax(logits), tf.tensor2d(chosen, [rows, classes])); // [B, C]
  return tf.div(tf.sum(tf.neg(picked)), Math.max(1, count));
}
