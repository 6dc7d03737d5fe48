import type * as tensorflow from '@tensorflow/tfjs';
import type { MinedBatch } from '../mining/batch-hard.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { meanOverAnchors, minedGaps } from './mined-gaps.js';

export interface SoftMargin {
  readonly mined: MinedBatch;
  /** gamma: how sharply the margin bends, 16 in the paper. */
  readonly gamma: number;
  /** m, in distance. */
  readonly margin: number;
}

/**
 * L_TRI of SEJE (section 4): the mean over the anchors of both modalities of
 *
 *     softplus(gamma (d_ap - d_an + m)),   softplus(x) = log(1 + exp(x))
 *
 * d_ap distance of the anchor to its mined positive, d_an to its mined negative. Anchors without a negative
 * are left out of sum and mean. Hermans et al. 2017, "In Defense of the Triplet Loss", equation 5.
 * @param distances image i to recipe j, [B, B]
 */
export function softMarginTriplet(
  tf: Tf,
  distances: tensorflow.Tensor2D,
  { mined, gamma, margin }: SoftMargin,
): tensorflow.Scalar {
  const gaps = minedGaps(tf, distances, mined);
  const values = tf.softplus(tf.mul(tf.add(gaps.gaps, margin), gamma)); // [2B]
  return meanOverAnchors(tf, values, gaps);
}
