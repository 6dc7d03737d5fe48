import { type Matrix, l2Normalised, matrixOf, rowOf } from '@seje/core';
import type { DoubleMatrix } from './symmetric-solver.js';

/** a b, [N, K] x [K, M] -> [N, M]. */
export function product(a: DoubleMatrix, b: DoubleMatrix): DoubleMatrix {
  const data = new Float64Array(a.rows * b.columns);
  for (let row = 0; row < a.rows; row++) {
    const target = data.subarray(row * b.columns, (row + 1) * b.columns);
    for (let k = 0; k < a.columns; k++) {
      const weight = a.data[row * a.columns + k]!;
      if (weight === 0) continue;
      const from = k * b.columns;
      for (let m = 0; m < target.length; m++) target[m]! += weight * b.data[from + m]!;
    }
  }
  return { rows: a.rows, columns: b.columns, data };
}

/** a^T b / N, [N, K] and [N, M] -> [K, M]. */
export function crossMoment(a: DoubleMatrix, b: DoubleMatrix): DoubleMatrix {
  const [features, width] = [a.columns, b.columns];
  const data = new Float64Array(features * width);
  for (let row = 0; row < a.rows; row++) {
    for (let f = 0; f < features; f++) {
      const weight = a.data[row * features + f]! / a.rows;
      if (weight === 0) continue;
      for (let d = 0; d < width; d++) data[f * width + d]! += weight * b.data[row * width + d]!;
    }
  }
  return { rows: features, columns: width, data };
}

/** Rows to columns, [N, M] -> [M, N]. */
export function transposed({ rows, columns, data }: DoubleMatrix): DoubleMatrix {
  const out = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = data[i * columns + j]!;
  return { rows: columns, columns: rows, data: out };
}

/** A copy with column j multiplied by `scale[j]`, [N, M]. */
export function scaledColumns({ rows, columns, data }: DoubleMatrix, scale: Float64Array): DoubleMatrix {
  return { rows, columns, data: data.map((x, p) => x * scale[p % columns]!) };
}

export function identityMatrix(size: number): DoubleMatrix {
  const data = new Float64Array(size * size);
  for (let i = 0; i < size; i++) data[i * size + i] = 1;
  return { rows: size, columns: size, data };
}

/** As float32, rows of length 1 (or 0). */
export function unitRows(matrix: DoubleMatrix): Matrix {
  const out = matrixOf(matrix.rows, matrix.columns, Float32Array.from(matrix.data));
  for (let i = 0; i < out.rows; i++) rowOf(out, i).set(l2Normalised(rowOf(out, i)));
  return out;
}
