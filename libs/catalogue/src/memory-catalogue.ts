import type { PhotoRef, RecipeRecord } from '@seje/core';
import type { CatalogueReader } from './catalogue-reader.js';
import type { ReadReport, RecipeSource } from './recipe-source.js';

/** A catalogue held in memory whole, for as many recipes as fit there. */
export class MemoryCatalogue implements CatalogueReader {
  private readonly recipes = new Map<string, RecipeRecord>();
  private readonly photos = new Map<string, { photo: PhotoRef; recipe: RecipeRecord }>();

  private constructor() {}

  /**
   * Reads a source once.
   * @param report called once with what was read and what was dropped
   * @throws SejeError DATA_EMPTY, FILE_DAMAGED, FILE_NOT_FOUND
   */
  static async from(source: RecipeSource, report?: (report: ReadReport) => void): Promise<MemoryCatalogue> {
    const catalogue = new MemoryCatalogue();
    for await (const recipe of source.read(report)) {
      catalogue.recipes.set(recipe.id, recipe);
      for (const photo of recipe.photos) catalogue.photos.set(photo.id, { photo, recipe });
    }
    return catalogue;
  }

  get size(): number {
    return this.recipes.size;
  }

  get photoCount(): number {
    return this.photos.size;
  }

  async recipe(id: string): Promise<RecipeRecord | undefined> {
    return this.recipes.get(id);
  }

  async photo(id: string): Promise<PhotoRef | undefined> {
    return this.photos.get(id)?.photo;
  }

  async recipeOfPhoto(photoId: string): Promise<RecipeRecord | undefined> {
    return this.photos.get(photoId)?.recipe;
  }

  async *records(): AsyncGenerator<RecipeRecord> {
    yield* this.recipes.values();
  }
}
