import type * as tensorflow from '@tensorflow/tfjs';
import type { MinedBatch, MinedTriplets } from '../mining/batch-hard.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';

export interface SoftMargin {
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
  { mined, gamma, margin }: SoftMargin & { readonly mined: MinedBatch },
): tensorflow.Scalar {
  const gaps = [
    gap(tf, distances, mined.imageAnchors),
    gap(tf, tf.transpose(distances), mined.recipeAnchors),
  ];
  const values = tf.softplus(tf.mul(tf.add(tf.concat(gaps.map((one) => one.gap)), margin), gamma)); // [2B]
  const counted = tf.concat(gaps.map((one) => one.counted)); // [2B]
  const count = Math.max(1, [mined.imageAnchors, mined.recipeAnchors].reduce(withNegative, 0));
  return tf.div(tf.sum(tf.mul(values, counted)), count);
}

function withNegative(sum: number, { negatives }: MinedTriplets): number {
  return negatives.reduce((count, index) => (index < 0 ? count : count + 1), sum);
}

/** d_ap - d_an per anchor and 1 where the anchor counts, both [B]; anchors are the rows of `distances`. */
function gap(
  tf: Tf,
  distances: tensorflow.Tensor2D,
  { positives, negatives }: MinedTriplets,
): { gap: tensorflow.Tensor1D; counted: tensorflow.Tensor1D } {
  const [anchors, candidates] = distances.shape;
  const signs = new Float32Array(anchors * candidates); // +1 at the positive, -1 at the negative
  for (let anchor = 0; anchor < anchors; anchor++) {
    if (negatives[anchor]! < 0) continue;
    signs[anchor * candidates + positives[anchor]!] = 1;
    signs[anchor * candidates + negatives[anchor]!] = -1;
  }
  const counted = Float32Array.from(negatives, (index) => (index < 0 ? 0 : 1));
  return {
    gap: tf.sum(tf.mul(distances, tf.tensor2d(signs, [anchors, candidates])), 1),
    counted: tf.tensor1d(counted),
  };
}
