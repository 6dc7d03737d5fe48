import type * as tensorflow from '@tensorflow/tfjs';
import type { MinedBatch, MinedTriplets } from '../mining/batch-hard.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';

/** d_ap - d_an of every anchor of both modalities, images first. */
export interface MinedGaps {
  /** 0 where the anchor has no negative, [2B]. */
  readonly gaps: tensorflow.Tensor1D;
  /** 1 where the anchor has a negative, [2B]. */
  readonly counted: tensorflow.Tensor1D;
  /** Anchors that have one. */
  readonly count: number;
}

/** @param distances image i to recipe j, [B, B] */
export function minedGaps(tf: Tf, distances: tensorflow.Tensor2D, mined: MinedBatch): MinedGaps {
  const { imageAnchors, recipeAnchors } = mined;
  const counted = [imageAnchors, recipeAnchors].flatMap(({ negatives }) =>
    [...negatives].map((index) => (index < 0 ? 0 : 1)),
  );
  return {
    gaps: tf.concat([
      gapsOf(tf, distances, imageAnchors),
      gapsOf(tf, tf.transpose(distances), recipeAnchors),
    ]),
    counted: tf.tensor1d(counted, 'float32'),
    count: counted.reduce<number>((sum, one) => sum + one, 0),
  };
}

/** The mean over the anchors that have a negative, 0 where none has one. @param values one an anchor, [2B] */
export function meanOverAnchors(
  tf: Tf,
  values: tensorflow.Tensor,
  { counted, count }: MinedGaps,
): tensorflow.Scalar {
  return tf.div(tf.sum(tf.mul(values, counted)), Math.max(1, count));
}

/** [B]; the anchors are the rows of `distances`. */
function gapsOf(
  tf: Tf,
  distances: tensorflow.Tensor2D,
  { positives, negatives }: MinedTriplets,
): tensorflow.Tensor1D {
  const [anchors, candidates] = distances.shape;
  const signs = new Float32Array(anchors * candidates); // +1 at the positive, -1 at the negative
  for (let anchor = 0; anchor < anchors; anchor++) {
    if (negatives[anchor]! < 0) continue;
    signs[anchor * candidates + positives[anchor]!] = 1;
    signs[anchor * candidates + negatives[anchor]!] = -1;
  }
  return tf.sum(tf.mul(distances, tf.tensor2d(signs, [anchors, candidates])), 1);
}
