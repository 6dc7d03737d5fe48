import type { PhotoRef, RecipeRecord } from '@seje/core';

/** Recipes and their photos, looked up by id. Asynchronous, so that a database can stand behind it. */
export interface CatalogueReader {
  /** How many recipes. */
  readonly size: number;
  /** How many photos, all recipes together. */
  readonly photoCount: number;
  recipe(id: string): Promise<RecipeRecord | undefined>;
  photo(id: string): Promise<PhotoRef | undefined>;
  recipeOfPhoto(photoId: string): Promise<RecipeRecord | undefined>;
  /** All recipes, in the source's order. */
  records(): AsyncIterable<RecipeRecord>;
}
