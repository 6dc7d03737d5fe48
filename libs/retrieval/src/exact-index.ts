import { type Matrix, matrixOf } from '@seje/core';
import { offerRows } from './exact-search.js';
import { IdTable } from './id-table.js';
import { Nearest } from './nearest.js';
import { assertResultCount, assertUnitRows, assertUnitVector } from './vector-checks.js';
import type { Neighbour, VectorIndex } from './vector-index.js';

/** Compares the query with every vector: the reference that approximate indexes are measured against. */
export class ExactIndex implements VectorIndex {
  private readonly ids = new IdTable();
  private readonly batches: Matrix[] = [];

  constructor(readonly dimension: number) {}

  get size(): number {
    return this.ids.size;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(ids: readonly string[], vectors: Matrix): void {
    assertUnitRows(ids, vectors, this.dimension);
    this.ids.assertNew(ids);
    this.batches.push(matrixOf(vectors.rows, vectors.columns, vectors.data.slice()));
    for (const id of ids) this.ids.append(id);
  }

  search(query: Float32Array, k: number): Neighbour[] {
    assertUnitVector(query, this.dimension, 'query');
    assertResultCount(k);
    const nearest = new Nearest(k);
    let firstLabel = 0;
    for (const vectors of this.batches) {
      offerRows(nearest, query, { vectors, firstLabel });
      firstLabel += vectors.rows;
    }
    return nearest.sorted().map(({ label, distance }) => ({ id: this.ids.idOf(label), distance }));
  }
}
