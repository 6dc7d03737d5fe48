import type { Matrix, Recipe } from '@seje/core';
import type { ImageFeatures } from './image-features.js';
import type { OnDecoded } from './photo-trunk.js';

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
   * Decodes and sends photos through the trunk, and the categoriser where there is one: what the head takes.
   * @param photos encoded files (JPEG, PNG, WebP, ...)
   * @returns a row each; the pooled feature has width featureDimension
   * @throws SejeError PHOTO_EMPTY, PHOTO_UNREADABLE, PHOTO_TYPE_REFUSED, PHOTO_TOO_LARGE
   */
  featuresOf(photos: readonly Uint8Array[]): Promise<ImageFeatures>;
  /** @returns a row each, [B, dimension], rows of length 1 */
  encodeFeatures(features: ImageFeatures): Promise<Matrix>;
  /** featuresOf, then encodeFeatures. */
  encodePhotos(photos: readonly Uint8Array[], onDecoded?: OnDecoded): Promise<Matrix>;
}
