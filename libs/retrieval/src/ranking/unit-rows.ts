import { type Matrix, NORM_EPSILON, SejeError, dot, matrixOf, rowOf } from '@seje/core';

/**
 * The rows of a matrix at length 1, made when asked for, so that no second matrix lies in memory. A row of
 * zeros stays zero.
 */
export class UnitRows {
  /** Of each row, [rows]; never 0. */
  private readonly lengths: Float64Array;

  /** @throws SejeError VECTOR_INVALID (NaN or infinity) naming the row */
  constructor(
    readonly matrix: Matrix,
    name: string,
  ) {
    this.lengths = Float64Array.from({ length: matrix.rows }, (_, i) => {
      const row = rowOf(matrix, i);
      const length = Math.sqrt(dot(row, row));
      if (Number.isFinite(length)) return Math.max(length, NORM_EPSILON);
      throw new SejeError('VECTOR_INVALID', {
        message: `Row ${i} of ${name} is not a vector`,
        expected: 'finite numbers',
        found: `${row.find((x) => !Number.isFinite(x))}`,
      });
    });
  }

  /** The chosen rows, [rows.length, E], in the first numbers of `buffer`. */
  take(rows: readonly number[], buffer: Float32Array): Matrix {
    const { columns } = this.matrix;
    const out = matrixOf(rows.length, columns, buffer.subarray(0, rows.length * columns));
    for (const [i, row] of rows.entries()) {
      const vector = rowOf(this.matrix, row);
      const target = rowOf(out, i);
      const factor = 1 / this.lengths[row]!;
      for (let c = 0; c < columns; c++) target[c] = vector[c]! * factor;
    }
    return out;
  }

  /** Cosine similarity of row `i` and row `i` of another matrix. */
  similarity(other: UnitRows, i: number): number {
    return dot(rowOf(this.matrix, i), rowOf(other.matrix, i)) / (this.lengths[i]! * other.lengths[i]!);
  }
}
