import { type Matrix, l2Normalised, rowOf } from '@seje/core';

/** One operand of recipe arithmetic. */
export interface Operand {
  /** +1 or -1 */
  readonly sign: 1 | -1;
  /** Rows of the concept's items; at least one. */
  readonly rows: readonly number[];
}

/** The mean of a concept's embeddings at length 1. @param embeddings [N, E] @returns [E] */
export function conceptVector(embeddings: Matrix, rows: readonly number[]): Float32Array {
  const sum = new Float64Array(embeddings.columns);
  for (const row of rows) rowOf(embeddings, row).forEach((x, i) => (sum[i]! += x));
  return l2Normalised(Float32Array.from(sum, (x) => x / rows.length));
}

/**
 * Recipe arithmetic as in the paper, v(a) - v(b) + v(c): each operand the mean embedding of its concept's
 * items at length 1, and so is the sum.
 * @param embeddings [N, E], of which the operands name rows
 * @returns [E]
 */
export function composedVector(embeddings: Matrix, operands: readonly Operand[]): Float32Array {
  const sum = new Float32Array(embeddings.columns);
  for (const { sign, rows } of operands) {
    conceptVector(embeddings, rows).forEach((x, i) => (sum[i]! += sign * x));
  }
  return l2Normalised(sum);
}
