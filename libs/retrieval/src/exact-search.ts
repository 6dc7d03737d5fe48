import { type Matrix, dot, rowOf } from '@seje/core';
import { type Nearest, cosineDistance } from './nearest.js';

/** Offers every row of `vectors`, the first one as label `firstLabel`. */
export function offerRows(
  nearest: Nearest,
  query: Float32Array,
  { vectors, firstLabel }: { readonly vectors: Matrix; readonly firstLabel: number },
): void {
  for (let row = 0; row < vectors.rows; row++) {
    nearest.offer(firstLabel + row, cosineDistance(dot(query, rowOf(vectors, row))));
  }
}
