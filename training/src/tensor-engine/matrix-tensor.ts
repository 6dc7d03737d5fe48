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

/**
 * The numbers of what `compute` gives; that tensor and all that led to it are freed. `tf.tidy` around `dataSync`
 * would look for tensors among all the numbers, one by one, which takes longer than a product of large matrices.
 */
export function numbersOf(tf: Tf, compute: () => tensorflow.Tensor): Float32Array {
  const tensor = tf.tidy(compute);
  try {
    return tensor.dataSync() as Float32Array;
  } finally {
    tensor.dispose();
  }
}
