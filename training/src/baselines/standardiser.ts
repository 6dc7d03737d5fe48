import { type Matrix, matrixOf } from '@seje/core';
import type { DoubleMatrix } from './symmetric-solver.js';

/** Scales below this mark a column that never changes; it is left at 0. */
export const SMALLEST_SCALE = 1e-12;

/** Mean and standard deviation of each column, from the train partition. */
export interface Standardiser {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

export function standardiserOf(matrix: Matrix): Standardiser {
  const { rows, columns, data } = matrix;
  const mean = new Float64Array(columns);
  const scale = new Float64Array(columns);
  for (let p = 0; p < data.length; p++) mean[p % columns]! += data[p]! / rows;
  for (let p = 0; p < data.length; p++) scale[p % columns]! += (data[p]! - mean[p % columns]!) ** 2 / rows;
  return { mean, scale: scale.map((variance) => Math.sqrt(variance)) };
}

/** Each column shifted to mean 0 and scaled to standard deviation 1, [N, columns]. */
export function standardised(matrix: Matrix, { mean, scale }: Standardiser): DoubleMatrix {
  const { rows, columns, data } = matrix;
  const out = new Float64Array(data.length);
  for (let p = 0; p < data.length; p++) {
    const column = p % columns;
    out[p] = scale[column]! < SMALLEST_SCALE ? 0 : (data[p]! - mean[column]!) / scale[column]!;
  }
  return { rows, columns, data: out };
}

/** Back from standardised columns, [N, columns]. */
export function unstandardised(matrix: DoubleMatrix, { mean, scale }: Standardiser): Matrix {
  const out = matrixOf(matrix.rows, matrix.columns);
  for (let p = 0; p < out.data.length; p++) {
    const column = p % matrix.columns;
    out.data[p] = matrix.data[p]! * scale[column]! + mean[column]!;
  }
  return out;
}
