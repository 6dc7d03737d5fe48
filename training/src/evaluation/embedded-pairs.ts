import type { PhotoRef, RecipeRecord } from '@seje/core';
import type { Category } from '@seje/preprocessing';
import type { PairEmbeddings } from '@seje/retrieval';

/** Fewer pairs than this cannot be ranked. */
export const FEWEST_PAIRS = 2;

/** A recipe with the one photo of it that is ranked, its first. */
export interface EvaluatedPair {
  readonly recipe: Pick<RecipeRecord, 'id' | 'title' | 'ingredients' | 'entities'>;
  readonly photo: PhotoRef;
  /** Number of the recipe's category; 0 is `background`. */
  readonly category: number;
}

/** Pairs with their embeddings, wherever these come from: what every kind of evaluation starts from. */
export interface EmbeddedPairs {
  /** [N], in the order of the rows. */
  readonly pairs: readonly EvaluatedPair[];
  /** [N, E] each, rows of length 1. */
  readonly embeddings: PairEmbeddings;
  /** The names of the categories, `background` first. */
  readonly categories: readonly Category[];
}
