import type { Matrix } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from './tensor-engine.js';

/** A matrix as a tensor, [rows, columns]. */
export function tensorOf(tf: Tf, { rows, columns, data }: Matrix): tensorflow.Tensor2D {
  return tf.tensor2d(data, [rows, columns]);
}

/** A tensor's numbers as a matrix; waits until the engine has them. */
export function matrixOfTensor(tensor: tensorflow.Tensor2D): Matrix {
  const [rows, columns] = tensor.shape;
  return { rows, columns, data: tensor.dataSync() as Float32Array };
}
