import { NORM_EPSILON } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { Variables } from './variables.js';

type Rows = tensorflow.Tensor2D;

/** `train` normalises with the batch's statistics and moves the kept ones; `infer` uses the kept ones. */
export type Mode = 'train' | 'infer';

/** x W + b with `<name>.kernel` and `<name>.bias`, [B, in] -> [B, out]. */
export function linear(tf: Tf, weights: Variables, { name, x }: { name: string; x: Rows }): Rows {
  return tf.add(tf.matMul(x, weights[`${name}.kernel`] as unknown as Rows), weights[`${name}.bias`]!);
}

export interface BatchNormSettings {
  readonly mode: Mode;
  /** Under the root. */
  readonly normEpsilon: number;
  /** Share of the old moving statistics that a train step keeps. */
  readonly normMomentum: number;
}

/**
 * Batch norm over the rows with `norm.*`, [B, E]. The variance is the biased one (divided by B), both in
 * the normalisation and in the moving statistics, as Keras keeps it.
 */
export function batchNorm(
  tf: Tf,
  weights: Variables,
  { x, ...settings }: BatchNormSettings & { x: Rows },
): Rows {
  const { movingMean, movingVariance } = {
    movingMean: weights['norm.movingMean']!,
    movingVariance: weights['norm.movingVariance']!,
  };
  let mean: tensorflow.Tensor = movingMean; // [E]
  let variance: tensorflow.Tensor = movingVariance; // [E]
  if (settings.mode === 'train') {
    ({ mean, variance } = tf.moments(x, 0));
    move(tf, movingMean, { towards: mean, momentum: settings.normMomentum });
    move(tf, movingVariance, { towards: variance, momentum: settings.normMomentum });
  }
  const scale = tf.div(weights['norm.gamma']!, tf.sqrt(tf.add(variance, settings.normEpsilon))); // [E]
  return tf.add(tf.mul(tf.sub(x, mean), scale), weights['norm.beta']!);
}

function move(
  tf: Tf,
  variable: tensorflow.Variable,
  { towards, momentum }: { towards: tensorflow.Tensor; momentum: number },
): void {
  variable.assign(tf.add(tf.mul(variable, momentum), tf.mul(towards, 1 - momentum)));
}

/** x / max(|x|, 1e-12) row by row, [B, E]; the gradient at a zero row is 0. */
export function l2Normalise(tf: Tf, x: Rows): Rows {
  const squaredNorm = tf.sum(tf.square(x), 1, true); // [B, 1]
  return tf.div(x, tf.sqrt(tf.maximum(squaredNorm, NORM_EPSILON ** 2)));
}
