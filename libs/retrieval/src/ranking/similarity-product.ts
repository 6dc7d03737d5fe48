import { type Matrix, rowOf } from '@seje/core';

/**
 * Similarities of all pairs of rows: a [A, E] times b transposed [E, B] -> [A, B], row-major. Handed in
 * from outside where a faster engine is at hand (a MatMul in TensorFlow or ONNX Runtime).
 */
export type SimilarityProduct = (a: Matrix, b: Matrix) => Promise<Float32Array> | Float32Array;

/** The product in plain loops; sums in float64. Four rows of `b` at a time share each read of `a`. */
export const loopProduct: SimilarityProduct = (a, b) => {
  const out = new Float32Array(a.rows * b.rows);
  for (let i = 0; i < a.rows; i++) {
    const row = rowOf(a, i);
    for (let j = 0; j < b.rows; j += 4) {
      out.set(fourDots(row, b, j), i * b.rows + j);
    }
  }
  return out;
};

/** Dot products of `row` with rows j .. j + 3 of `b`, fewer at the end. */
function fourDots(row: Float32Array, b: Matrix, j: number): number[] {
  const last = b.rows - 1;
  const [b0, b1, b2, b3] = [
    rowOf(b, j),
    rowOf(b, Math.min(j + 1, last)),
    rowOf(b, Math.min(j + 2, last)),
    rowOf(b, Math.min(j + 3, last)),
  ];
  let [d0, d1, d2, d3] = [0, 0, 0, 0];
  for (let c = 0; c < row.length; c++) {
    const x = row[c]!;
    d0 += x * b0[c]!;
    d1 += x * b1[c]!;
    d2 += x * b2[c]!;
    d3 += x * b3[c]!;
  }
  return [d0, d1, d2, d3].slice(0, b.rows - j);
}
