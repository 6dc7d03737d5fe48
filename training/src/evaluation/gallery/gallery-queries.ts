import { chosenRows } from '@seje/core';
import type { RankedBag, SimilarityProduct } from '@seje/retrieval';
import type { EmbeddedPairs, EvaluatedPair } from '../embedded-pairs.js';
import { nearestRows } from '../nearest-rows.js';
import { SHOWN, sampleQueries } from './gallery-sample.js';

export type Direction = 'imageToRecipe' | 'recipeToImage';

/** A query of the gallery, and what it found. */
export interface GalleryQuery {
  readonly pair: EvaluatedPair;
  /** Where its own item landed, 1-based; x.5 where others tie with it. */
  readonly rank: number;
  /** The first five, nearest first. */
  readonly found: readonly {
    readonly pair: EvaluatedPair;
    readonly similarity: number;
    /** Whether it is the query's own. */
    readonly truth: boolean;
  }[];
}

export interface GalleryQueriesOptions {
  readonly direction: Direction;
  /** Queries wanted. */
  readonly queries: number;
  readonly seed: number;
  readonly product: SimilarityProduct;
}

/** Sampled queries of one direction, hits first, answered among the pairs of the bag. */
export async function galleryQueries(
  { pairs, embeddings }: EmbeddedPairs,
  bag: RankedBag,
  { direction, queries, seed, product }: GalleryQueriesOptions,
): Promise<GalleryQuery[]> {
  const fromPhotos = direction === 'imageToRecipe';
  const ranks = bag.ranks[direction];
  const { hits, misses } = sampleQueries(ranks, { queries, seed, label: direction });
  const places = [...hits, ...misses];
  const [asking, asked] = fromPhotos
    ? [embeddings.images, embeddings.recipes]
    : [embeddings.recipes, embeddings.images];
  const nearest = await nearestRows(
    chosenRows(
      asking,
      places.map((place) => bag.rows[place]!),
    ),
    chosenRows(asked, bag.rows),
    { product, k: SHOWN },
  );
  return places.map((place, i) => ({
    pair: pairs[bag.rows[place]!]!,
    rank: ranks[place]!,
    found: nearest[i]!.map(({ row, similarity }) => ({
      pair: pairs[bag.rows[row]!]!,
      similarity,
      truth: row === place,
    })),
  }));
}
