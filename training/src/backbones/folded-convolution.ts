import { SejeError } from '@seje/core';
import { foldedNorm } from './folded-norm.js';
import { outputsFirst } from './kernel-layout.js';
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
 * A convolution of a Keras model and the batch norm after it as one convolution, its
 * kernel as ONNX wants it.
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
  const { shape, data } = outputsFirst(weight(`${names.convolution}/kernel`));
  const bias = weight(`${names.convolution}/bias`).data;
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
    (part) => weight(`${names.normalisation}/${part}`).data,
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];

  return {
    shape,
    ...foldedNorm({ kernel: data, bias, gamma, beta, mean, variance, epsilon: names.epsilon }),
  };
}
