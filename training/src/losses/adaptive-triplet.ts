import type * as tensorflow from '@tensorflow/tfjs';
import type { ActiveTriplets } from '../mining/active-triplets.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { tensorOf } from '../tensor-engine/matrix-tensor.js';

export interface Adaptive {
  readonly active: ActiveTriplets;
  /** m, in distance; the one that `active` was mined with. */
  readonly margin: number;
}

/**
 * AdaMine's triplet loss (Carvalho et al. 2018, section 3.4) with d = 1 - cos: the sum over all triplets of
 *
 *     max(0, d_ap - d_an + m)
 *
 * divided by the number of those that are not zero: the average adapts to how many still teach something.
 * 0 where none does. Instance and semantic triplets are averaged apart.
 * @param distances image i to recipe j, [B, B]
 */
export function adaptiveTriplet(
  tf: Tf,
  distances: tensorflow.Tensor2D,
  { active, margin }: Adaptive,
): tensorflow.Scalar {
  const { count, balance } = active;
  const gaps = tf.sum(tf.mul(distances, tensorOf(tf, balance))); // sum of d_ap - d_an over the active ones
  return tf.div(tf.add(gaps, margin * count), Math.max(1, count));
}
