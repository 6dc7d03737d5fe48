import { SejeError } from '@seje/core';
import type { KerasWeight } from './keras-layers-model.js';

export interface FoldedConvolution {
  /** [out, in, height, width] */
  readonly shape: readonly number[];
  /** [out, in, height, width] */
  readonly kernel: Float32Array;
  /** [out] */
  readonly bias: Float32Array;
}

/**
 * A convolution and the batch norm after it as one convolution, computed in float64:
 * with s = gamma / sqrt(variance + epsilon), kernel' = s kernel and bias' = s (bias - mean) + beta.
 * The kernel goes from Keras' [height, width, in, out] to ONNX's [out, in, height, width].
 * @throws SejeError MODEL_INVALID where a weight is missing
 */
export function foldedConvolution(
  weights: ReadonlyMap<string, KerasWeight>,
  names: { readonly convolution: string; readonly normalisation: string; readonly epsilon: number },
): FoldedConvolution {
  const weight = (name: string): KerasWeight => {
    const found = weights.get(name);
    if (found === undefined)
      throw new SejeError('MODEL_INVALID', { message: `The weight ${name} is missing` });
    return found;
  };
  const kernel = weight(`${names.convolution}/kernel`);
  const bias = weight(`${names.convolution}/bias`).data;
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
    (part) => weight(`${names.normalisation}/${part}`).data,
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];

  const scale = Float64Array.from(gamma, (g, o) => g / Math.sqrt(variance[o]! + names.epsilon));
  const [height, width, inputs, outputs] = kernel.shape as [number, number, number, number];
  const taps = height * width;
  const folded = new Float32Array(kernel.data.length);
  for (let tap = 0; tap < taps; tap++) {
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        folded[(o * inputs + i) * taps + tap] = scale[o]! * kernel.data[(tap * inputs + i) * outputs + o]!;
      }
    }
  }
  return {
    shape: [outputs, inputs, height, width],
    kernel: folded,
    bias: Float32Array.from(scale, (s, o) => s * (bias[o]! - mean[o]!) + beta[o]!),
  };
}
