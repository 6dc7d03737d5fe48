import { ExactIndex } from './exact-index.js';
import { HnswIndex, type HnswIndexOptions } from './hnsw-index.js';
import type { VectorIndex } from './vector-index.js';

/** `exact` compares with every vector: right for some thousands. `hnsw` is approximate and scales. */
export type VectorIndexOptions =
  { readonly kind: 'exact'; readonly dimension: number } | ({ readonly kind: 'hnsw' } & HnswIndexOptions);

/** An empty index in memory. @throws SejeError ADDON_NOT_BUILT */
export function createVectorIndex(options: VectorIndexOptions): VectorIndex {
  return options.kind === 'exact' ? new ExactIndex(options.dimension) : HnswIndex.create(options);
}
