import type { Partition, Recipe } from '@seje/core';

/** A recipe as it is handed to the catalogue. */
export interface RecipeContent extends Recipe {
  readonly tags: readonly string[];
  readonly partition?: Partition | undefined;
  /** Its page on the web. */
  readonly url?: string | undefined;
}

/** A recipe as the catalogue holds it. */
export interface StoredRecipe extends RecipeContent {
  readonly id: string;
  /** Grows with every write that changes something, and is never given again: its ETag. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What the catalogue knows of a photo; its bytes are in the `PhotoStore`. */
export interface PhotoContent {
  /** Lower-case hex SHA-256 of the bytes. */
  readonly content: string;
  /** Media type, `image/jpeg`. */
  readonly type: string;
  readonly bytes: number;
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
}

export interface StoredPhoto extends PhotoContent {
  /** Unique in the catalogue, not only in its recipe: an index names photos by it. */
  readonly id: string;
  readonly recipeId: string;
  readonly revision: number;
  readonly updatedAt: Date;
}

export interface RecipeWithPhotos extends StoredRecipe {
  readonly photos: readonly StoredPhoto[];
}

export type WriteOutcome = 'created' | 'changed' | 'unchanged';

/** Of an import: `superseded` where a later entry of the same batch has the same id. */
export interface ImportOutcome {
  readonly id: string;
  readonly outcome: WriteOutcome | 'superseded';
}

/**
 * What must be true for a write to happen: the record is there, is not, or has this revision
 * (`If-Match: *`, `If-None-Match: *`, `If-Match: "7"`).
 */
export type Precondition = 'present' | 'absent' | { readonly revision: number };

/** The last change of one recipe or photo: a later one replaces it in the feed. */
export interface Change {
  readonly sequence: number;
  readonly kind: 'recipe' | 'photo';
  readonly id: string;
  /** The photo's recipe; of a recipe, itself. */
  readonly recipeId: string;
  readonly operation: 'upsert' | 'delete';
}

export interface ChangePage {
  readonly changes: readonly Change[];
  /** What to ask for next. Equal to what was asked for where nothing has changed since. */
  readonly until: number;
}

export interface RecipePage {
  readonly recipes: readonly RecipeWithPhotos[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: string;
}

export interface CatalogueCounts {
  readonly recipes: number;
  readonly photos: number;
}
