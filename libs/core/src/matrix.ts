import { SejeError } from './errors.js';

/** Smallest norm a vector is divided by: `x / max(|x|, 1e-12)`, as the reference does. */
export const NORM_EPSILON = 1e-12;

/** Dense row-major float32 matrix, [rows, columns]. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

export function matrixOf(
  rows: number,
  columns: number,
  data: Float32Array = new Float32Array(rows * columns),
): Matrix {
  if (data.length !== rows * columns) {
    throw new SejeError('VECTOR_INVALID', {
      message: 'A matrix and its data differ in size',
      expected: `${rows} x ${columns} = ${rows * columns} numbers`,
      found: `${data.length}`,
    });
  }
  return { rows, columns, data };
}

/** Row `i` as a view, [columns]; writing to it writes to the matrix. */
export function rowOf(matrix: Matrix, i: number): Float32Array {
  return matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns);
}

/** Rows `from` to before `to` as a view, [to - from, columns]; ends with the matrix where that has fewer. */
export function rowRange(matrix: Matrix, from: number, to: number): Matrix {
  const end = Math.min(to, matrix.rows);
  const { columns } = matrix;
  return matrixOf(end - from, columns, matrix.data.subarray(from * columns, end * columns));
}

/** A copy of the rows with these numbers, in their order, [rows.length, columns]. */
export function chosenRows(matrix: Matrix, rows: readonly number[]): Matrix {
  return matrixFromRows(
    rows.map((row) => rowOf(matrix, row)),
    matrix.columns,
  );
}

/** The numbers as they lie in memory, [rows, columns] float32 row by row: a view, no copy. */
export function matrixBytes({ data }: Matrix): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Stacks equally long vectors, [rows.length, columns]. */
export function matrixFromRows(rows: readonly Float32Array[], columns = rows[0]?.length ?? 0): Matrix {
  const matrix = matrixOf(rows.length, columns);
  for (const [i, row] of rows.entries()) {
    if (row.length !== columns) {
      throw new SejeError('VECTOR_INVALID', {
        message: `Row ${i} has another length than the first`,
        expected: `${columns}`,
        found: `${row.length}`,
      });
    }
    matrix.data.set(row, i * columns);
  }
  return matrix;
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** A new vector of length 1 in `vector`'s direction; a vector of length 0 stays 0. */
export function l2Normalised(vector: Float32Array): Float32Array {
  const norm = Math.max(Math.sqrt(dot(vector, vector)), NORM_EPSILON);
  return vector.map((x) => x / norm);
}
