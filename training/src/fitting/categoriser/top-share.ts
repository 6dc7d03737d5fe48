import { type Matrix, rowOf } from '@seje/core';

/**
 * Share of the rows whose label is among the k most probable; of equally probable labels the lower number
 * counts as the more probable one.
 * @param probabilities [N, C]
 */
export function topShare(probabilities: Matrix, labels: readonly number[], k: number): number {
  const right = labels.filter((label, i) => rankOf(rowOf(probabilities, i), label) <= k);
  return right.length / labels.length;
}

/** 1 for the most probable label. */
function rankOf(row: Float32Array, label: number): number {
  const own = row[label]!;
  return row.reduce((rank, p, i) => (p > own || (p === own && i < label) ? rank + 1 : rank), 1);
}
