import { type Matrix, dot, rowOf } from '@seje/core';

/** Mean of 1 / rank of the right item, 1-based, row i of both belongs together; ties count against the query. */
export function meanReciprocalRank(queries: Matrix, items: Matrix): number {
  let sum = 0;
  for (let i = 0; i < queries.rows; i++) {
    const query = rowOf(queries, i);
    const right = dot(query, rowOf(items, i));
    let rank = 1;
    for (let j = 0; j < items.rows; j++) if (j !== i && dot(query, rowOf(items, j)) >= right) rank++;
    sum += 1 / rank;
  }
  return sum / queries.rows;
}
