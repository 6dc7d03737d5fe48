import type { PhotoStore } from '@seje/catalogue';
import type { OnProgress } from '@seje/core';
import { type CatalogueEncoders, embedRecipes } from '@seje/encoders';
import type { CataloguePage, CatalogueRecipe } from './builder-protocol.js';
import type { EmbeddedShards } from './embedded-shards.js';
import { readStoredPhoto } from './stored-photo.js';

/** @param after `next` of the page before; absent: the first page */
export type ReadPage = (after?: string) => Promise<CataloguePage>;

export interface EmbedPagesOptions {
  readonly encoders: CatalogueEncoders;
  readonly photos: PhotoStore;
  readonly readPage: ReadPage;
  readonly onProgress: OnProgress;
  /** Recipes in all, for progress. */
  readonly total: number | undefined;
}

/** Embeds the pages of the catalogue that `shards` does not hold yet. @throws SejeError as reading and encoding do */
export async function embedPages(shards: EmbeddedShards, options: EmbedPagesOptions): Promise<void> {
  const { encoders, photos, readPage, total } = options;
  while (!shards.isComplete) {
    const { recipes, next } = await readPage(shards.all.at(-1)?.next);
    const before = shards.all.reduce((sum, { catalogue }) => sum + catalogue.recipes.length, 0);
    const embedded = await embedRecipes(each(recipes), encoders, {
      readPhoto: (photo) => readStoredPhoto(photos, photo),
      onProgress: ({ step, done }) =>
        options.onProgress({ step, done: before + done, ...(total !== undefined && { total }) }),
    });
    await shards.add({ ...embedded, catalogue: catalogueOf(recipes), next });
  }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

function catalogueOf(recipes: readonly CatalogueRecipe[]): EmbeddedShards['all'][number]['catalogue'] {
  return {
    recipes: recipes.map(({ id }) => id),
    pairs: recipes.flatMap(({ id, photos }) => photos.map((photo) => ({ image: photo.id, recipe: id }))),
  };
}
