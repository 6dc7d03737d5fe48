import type { Matrix } from '@seje/core';
import type { SimilarityProduct } from '@seje/retrieval';

/** A row of a matrix and its similarity to a query. */
export interface NearestRow {
  readonly row: number;
  /** Cosine, -1 to 1; larger is closer. */
  readonly similarity: number;
}

export interface NearestRowsOptions {
  readonly product: SimilarityProduct;
  /** Rows wanted a query. */
  readonly k: number;
}

/** Most similarities in memory at once, numbers. */
const BLOCK_NUMBERS = 2 ** 22;

/**
 * The k most similar rows of each query, exact, the nearest first; of equally similar ones the first row.
 * @param queries [Q, E], rows of length 1
 * @param items [N, E], rows of length 1
 */
export async function nearestRows(
  queries: Matrix,
  items: Matrix,
  { product, k }: NearestRowsOptions,
): Promise<NearestRow[][]> {
  const { columns } = queries;
  const atOnce = Math.max(1, Math.floor(BLOCK_NUMBERS / Math.max(1, items.rows)));
  const found: NearestRow[][] = [];
  for (let first = 0; first < queries.rows; first += atOnce) {
    const rows = Math.min(atOnce, queries.rows - first);
    const data = queries.data.subarray(first * columns, (first + rows) * columns);
    const similarities = await product({ rows, columns, data }, items); // [rows, N]
    for (let i = 0; i < rows; i++) {
      found.push(mostSimilar(similarities.subarray(i * items.rows, (i + 1) * items.rows), k));
    }
  }
  return found;
}

function mostSimilar(similarities: Float32Array, k: number): NearestRow[] {
  const kept: NearestRow[] = [];
  for (let row = 0; row < similarities.length; row++) {
    const similarity = similarities[row]!;
    if (kept.length === k && similarity <= kept[k - 1]!.similarity) continue;
    let at = kept.length;
    while (at > 0 && kept[at - 1]!.similarity < similarity) at--;
    kept.splice(at, 0, { row, similarity });
    if (kept.length > k) kept.pop();
  }
  return kept;
}
