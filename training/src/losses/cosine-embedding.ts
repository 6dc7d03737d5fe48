import type * as tensorflow from '@tensorflow/tfjs';
import type { ComparedPairs } from '../mining/compared-pairs.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { l2Normalise } from '../networks/layers.js';
import { tensorOf } from '../tensor-engine/matrix-tensor.js';

/** v and r, [B, E] each. */
export interface ImagesAndRecipes {
  readonly images: tensorflow.Tensor2D;
  readonly recipes: tensorflow.Tensor2D;
}

export interface CosineEmbedding {
  readonly pairs: ComparedPairs;
  /** Cosine below which a mismatched pair costs nothing: 0.1 in JESR. */
  readonly margin: number;
}

/**
 * The loss of JESR (im2recipe, Salvador et al. 2017, equation 1): the mean over the compared pairs of
 *
 *     1 - cos(v, r)               where they match
 *     max(0, cos(v, r) - m)       where they do not
 *
 * Rows of any length: the cosine divides by it.
 */
export function cosineEmbedding(
  tf: Tf,
  { images, recipes }: ImagesAndRecipes,
  { pairs, margin }: CosineEmbedding,
): tensorflow.Scalar {
  const cosines = tf.matMul(l2Normalise(tf, images), tf.transpose(l2Normalise(tf, recipes))); // [B, B]
  const matched = tf.mul(tf.sub(1, cosines), tensorOf(tf, pairs.matched)); // [B, B]
  const mismatched = tf.mul(tf.relu(tf.sub(cosines, margin)), tensorOf(tf, pairs.mismatched)); // [B, B]
  return tf.div(tf.sum(tf.add(matched, mismatched)), Math.max(1, pairs.count));
}
