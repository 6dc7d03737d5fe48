import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { Mode } from './layers.js';

/** Feature maps, [B, height, width, C]. */
export type Maps = tensorflow.Tensor4D;

/** Batch norm over the places of feature maps (Ioffe & Szegedy 2015, section 3.2); all arrays are [C]. */
export interface MapNorm {
  /** `train` normalises with the batch's statistics, `infer` with the kept ones. */
  readonly mode: Mode;
  readonly gamma: tensorflow.Tensor;
  readonly beta: tensorflow.Tensor;
  /** Kept statistics. */
  readonly mean: tensorflow.Tensor;
  readonly variance: tensorflow.Tensor;
  /** Under the root. */
  readonly epsilon: number;
  /**
   * Receives the batch's statistics in `train`: the variance is the unbiased one (divided by n - 1), as PyTorch
   * keeps it, while the biased one normalises. They are freed after the call.
   */
  readonly onStatistics?: (mean: tensorflow.Tensor, variance: tensorflow.Tensor) => void;
}

/** gamma (x - mean) / sqrt(variance + epsilon) + beta of core ops, on every engine; what the fused op is held to. */
export function composedMapNorm(tf: Tf, x: Maps, norm: MapNorm): Maps {
  let { mean, variance } = norm;
  if (norm.mode === 'train') {
    ({ mean, variance } = tf.moments(x, [0, 1, 2])); // [C]
    const places = x.size / x.shape[3];
    norm.onStatistics?.(mean, tf.mul(variance, places / Math.max(1, places - 1)));
  }
  const scale = tf.div(norm.gamma, tf.sqrt(tf.add(variance, norm.epsilon))); // [C]
  return tf.add(tf.mul(tf.sub(x, mean), scale), norm.beta);
}
