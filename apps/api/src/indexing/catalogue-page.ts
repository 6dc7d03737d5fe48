import type { CatalogueStore } from '@seje/catalogue';
import type { CataloguePage } from '../engine/builder-protocol.js';

/** Recipes handed to the builder at once: a read of about ten milliseconds. */
const PAGE = 200;

/** Recipes with their photos as the builder embeds them, by id. @param after `next` of the page before */
export async function cataloguePage(
  store: Pick<CatalogueStore, 'page'>,
  after?: string,
): Promise<CataloguePage> {
  const { recipes, next } = await store.page({ limit: PAGE, after });
  return {
    recipes: recipes.map(({ id, title, ingredients, instructions, photos }) => ({
      id,
      title,
      ingredients,
      instructions,
      photos: photos.map(({ id: photoId, content }) => ({ id: photoId, content })),
    })),
    ...(next !== undefined && { next }),
  };
}
