import type * as tensorflow from '@tensorflow/tfjs';
import type { MinedBatch } from '../mining/batch-hard.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { meanOverAnchors, minedGaps } from './mined-gaps.js';

export interface Hinge {
  readonly mined: MinedBatch;
  /** m, in distance: 0.3 in ACME, 0.2 in MSJE. */
  readonly margin: number;
}

/**
 * The triplet loss of ACME (Wang et al. 2019, equation 1) and MSJE: the mean over the anchors of both
 * modalities, zeros included, of
 *
 *     max(0, d_ap - d_an + m)
 *
 * d_ap distance of the anchor to its mined positive, d_an to its mined negative. Anchors without a negative
 * are left out of sum and mean.
 * @param distances image i to recipe j, [B, B]
 */
export function hingeTriplet(
  tf: Tf,
  distances: tensorflow.Tensor2D,
  { mined, margin }: Hinge,
): tensorflow.Scalar {
  const gaps = minedGaps(tf, distances, mined);
  return meanOverAnchors(tf, tf.relu(tf.add(gaps.gaps, margin)), gaps);
}
