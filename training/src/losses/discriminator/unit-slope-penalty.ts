import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../../tensor-engine/tensor-engine.js';

/** Squared norms are clamped here, so that the root has a gradient; below it the gradient is 0. */
const SQUARED_NORM_FLOOR = 1e-24;

/**
 * Gradient penalty (Gulrajani et al. 2017): the mean over the rows of (|g| - 1)², g the discriminator's
 * gradient at a point between image and recipe.
 * @param slopes g, [B, E]
 */
export function unitSlopePenalty(tf: Tf, slopes: tensorflow.Tensor): tensorflow.Scalar {
  const squared = tf.sum(tf.square(slopes), 1); // [B]
  const norms = tf.sqrt(tf.maximum(squared, SQUARED_NORM_FLOOR)); // [B]
  return tf.mean(tf.square(tf.sub(norms, 1)));
}
