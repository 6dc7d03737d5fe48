import { type Matrix, matrixOf, rowOf } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import { Adam } from '../../adam/adam.js';
import type { Standardiser } from '../../baselines/standardiser.js';
import type { NamedWeights } from '../../networks/named-weights.js';
import { type Variables, dispose, namedWeightsOf, variablesOf } from '../../networks/variables.js';
import { numbersOf } from '../../tensor-engine/matrix-tensor.js';
import type { Tf } from '../../tensor-engine/tensor-engine.js';
import { inverseScale } from './probe-weights.js';

type Rows = tensorflow.Tensor2D;

export interface RegressionSettings {
  /** F */
  readonly featureDimension: number;
  /** C */
  readonly labels: number;
  /** Adam's step size. */
  readonly learningRate: number;
  /** Strength lambda of the penalty lambda / 2 |W|^2. */
  readonly l2: number;
}

/** Rows that inference takes at once; bounds memory. */
const INFERENCE_BATCH = 1024;

/**
 * Softmax regression on standardised features, p = softmax(z W + b) with z = (x - mean) / deviation, trained on
 * mean cross entropy + lambda / 2 |W|^2 by Adam. Its gradient is short enough to be written down:
 * dW = zᵀ (p - y) / B + lambda W, db = sum of (p - y) / B.
 */
export class SoftmaxRegression {
  private readonly weights: Variables;
  private readonly adam: Adam;
  private readonly mean: tensorflow.Tensor1D;
  private readonly inverseScale: tensorflow.Tensor1D;

  constructor(
    private readonly tf: Tf,
    standardiser: Standardiser,
    private readonly settings: RegressionSettings,
  ) {
    const { featureDimension: rows, labels: columns } = settings;
    this.weights = variablesOf(tf, {
      kernel: { shape: [rows, columns], data: new Float32Array(rows * columns) },
      bias: { shape: [columns], data: new Float32Array(columns) },
    });
    this.adam = new Adam(tf, this.weights);
    this.mean = tf.tensor1d(Float32Array.from(standardiser.mean));
    this.inverseScale = tf.tensor1d(Float32Array.from(inverseScale(standardiser)));
  }

  /** Learns from the rows `chosen` of features [N, F] and labels [N]. */
  step(features: Matrix, labels: readonly number[], chosen: readonly number[]): void {
    const { tf, settings } = this;
    tf.tidy(() => {
      const z = this.standardised(features, chosen); // [B, F]
      const p = tf.softmax(this.logits(z)); // [B, C]
      const wanted = tf.oneHot(
        chosen.map((row) => labels[row]!),
        settings.labels,
      ); // [B, C]
      const error = tf.div<Rows>(tf.sub(p, wanted), chosen.length);
      const penalty = tf.mul(this.weights['kernel']!, settings.l2); // [F, C]
      const kernel = tf.add(tf.matMul(tf.transpose(z), error), penalty);
      this.adam.step({ kernel, bias: tf.sum(error, 0) }, settings.learningRate);
    });
  }

  /** @returns [features.rows, C], rows of sum 1 */
  probabilitiesOf(features: Matrix): Matrix {
    const { tf } = this;
    const out = matrixOf(features.rows, this.settings.labels);
    for (let start = 0; start < features.rows; start += INFERENCE_BATCH) {
      const count = Math.min(INFERENCE_BATCH, features.rows - start);
      const chosen = Array.from({ length: count }, (_, i) => start + i);
      const rows = numbersOf(tf, () => tf.softmax(this.logits(this.standardised(features, chosen))));
      out.data.set(rows, start * out.columns);
    }
    return out;
  }

  /** `kernel [F, C]`, `bias [C]`, on standardised features. */
  namedWeights(): NamedWeights {
    return namedWeightsOf(this.weights);
  }

  dispose(): void {
    this.adam.dispose();
    dispose(this.weights);
    this.mean.dispose();
    this.inverseScale.dispose();
  }

  private logits(z: Rows): Rows {
    const { tf, weights } = this;
    return tf.add(tf.matMul(z, weights['kernel'] as unknown as Rows), weights['bias']!);
  }

  private standardised(features: Matrix, chosen: readonly number[]): Rows {
    const { tf } = this;
    const data = new Float32Array(chosen.length * features.columns);
    for (const [i, row] of chosen.entries()) data.set(rowOf(features, row), i * features.columns);
    const x = tf.tensor2d(data, [chosen.length, features.columns]);
    return tf.mul(tf.sub(x, this.mean), this.inverseScale);
  }
}
