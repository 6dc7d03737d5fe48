import type { Matrix } from '@seje/core';

/** One neighbour of a query: smaller distance is closer. Cosine distance = 1 - cosine similarity, 0..2. */
export interface Neighbour {
  readonly id: string;
  readonly distance: number;
}

/**
 * Nearest neighbours among unit vectors under cosine distance. Ids are unique; a result holds
 * min(k, size) neighbours, nearest first, equal distances in insertion order.
 * All implementations pass `vector-index.contract.ts`.
 */
export interface VectorIndex {
  readonly dimension: number;
  readonly size: number;
  has(id: string): boolean;
  /**
   * Adds vectors, one row an id.
   * @throws SejeError VECTOR_INVALID (wrong dimension, NaN or infinity, not unit length within 1e-3, id twice)
   */
  add(ids: readonly string[], vectors: Matrix): void;
  /**
   * @param query unit vector [dimension]
   * @param k how many, 1 or more
   * @throws SejeError VECTOR_INVALID
   */
  search(query: Float32Array, k: number): Neighbour[];
}
