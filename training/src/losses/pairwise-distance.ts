import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';

/** Squared distances are clamped here, so that the root has a gradient; below it the gradient is 0. */
const SQUARED_DISTANCE_FLOOR = 1e-12;

/**
 * Euclidean distances, not squared: d_ij = sqrt(max(|v_i|² + |r_j|² - 2 v_i · r_j, 1e-12)).
 * [B, E] and [C, E] -> [B, C].
 */
export function pairwiseDistance(
  tf: Tf,
  v: tensorflow.Tensor2D,
  r: tensorflow.Tensor2D,
): tensorflow.Tensor2D {
  const vSquared = tf.sum(tf.square(v), 1, true); // [B, 1]
  const rSquared = tf.reshape(tf.sum(tf.square(r), 1), [1, r.shape[0]]); // [1, C]
  const products = tf.matMul(v, tf.transpose(r)); // [B, C]
  const squared = tf.sub(tf.add(vSquared, rSquared), tf.mul(products, 2));
  return tf.sqrt(tf.maximum(squared, SQUARED_DISTANCE_FLOOR));
}
