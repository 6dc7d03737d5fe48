import type { Matrix, Recipe } from '@seje/core';

/** E_R: recipe -> unit vector in the joint space. */
export interface RecipeEncoder {
  readonly dimension: number;
  /**
   * @returns [recipes.length, dimension], rows of length 1
   * @throws SejeError RECIPE_EMPTY (no letter or digit), RECIPE_UNKNOWN_WORDS (no word of it is in the vocabulary)
   */
  encodeRecipes(recipes: readonly Recipe[]): Promise<Matrix>;
}

/** E_V: photo -> unit vector in the joint space. */
export interface PhotoEncoder {
  readonly dimension: number;
  readonly featureDimension: number;
  /**
   * Decodes and sends photos through the trunk only: pooled features before the head.
   * @param photos encoded files (JPEG, PNG, WebP, ...)
   * @returns [photos.length, featureDimension]
   * @throws SejeError PHOTO_EMPTY, PHOTO_UNREADABLE, PHOTO_TYPE_REFUSED, PHOTO_TOO_LARGE
   */
  featuresOf(photos: readonly Uint8Array[]): Promise<Matrix>;
  /** @returns [features.rows, dimension], rows of length 1 */
  encodeFeatures(features: Matrix): Promise<Matrix>;
  /** featuresOf, then encodeFeatures. */
  encodePhotos(photos: readonly Uint8Array[]): Promise<Matrix>;
}
