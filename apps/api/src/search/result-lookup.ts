import type { CatalogueReads } from '@seje/catalogue';
import type { Neighbour } from '@seje/retrieval';
import { imageView, recipeView } from '../catalogue/recipe-view.dto.js';
import type { ImageResult, RecipeResult } from './search-results.dto.js';

type Lookup = Pick<CatalogueReads, 'recipes' | 'photos'>;

/**
 * The first results of what an index found. Those beyond the limit are looked up only where some of the first
 * are not in the catalogue any more: looking up is most of what a search costs this process.
 */
export async function firstResults<T>(
  neighbours: readonly Neighbour[],
  limit: number,
  lookUp: (some: readonly Neighbour[]) => Promise<T[]>,
): Promise<T[]> {
  const first = await lookUp(neighbours.slice(0, limit));
  if (first.length === limit || neighbours.length <= limit) return first;
  return [...first, ...(await lookUp(neighbours.slice(limit)))].slice(0, limit);
}

/** Recipes that an index found, in its order; those that are not in the catalogue any more are left out. */
export async function recipeResults(
  catalogue: Lookup,
  neighbours: readonly Neighbour[],
): Promise<RecipeResult[]> {
  const found = byId(await catalogue.recipes(neighbours.map(({ id }) => id)));
  return neighbours.flatMap((neighbour) => {
    const recipe = found.get(neighbour.id);
    if (recipe === undefined) return [];
    const [photo] = recipe.photos;
    const image = photo === undefined ? null : imageView(photo);
    return [{ recipe: recipeView(recipe), score: similarity(neighbour), image }];
  });
}

/** Photos that an index found, in its order, with the recipes they belong to. */
export async function imageResults(
  catalogue: Lookup,
  neighbours: readonly Neighbour[],
): Promise<ImageResult[]> {
  const photos = byId(await catalogue.photos(neighbours.map(({ id }) => id)));
  const owners = [...new Set([...photos.values()].map(({ recipeId }) => recipeId))];
  const recipes = byId(await catalogue.recipes(owners));
  return neighbours.flatMap((neighbour) => {
    const photo = photos.get(neighbour.id);
    const owner = photo === undefined ? undefined : recipes.get(photo.recipeId);
    if (photo === undefined || owner === undefined) return [];
    const recipe = { id: owner.id, title: owner.title };
    return [{ image: imageView(photo), recipe, score: similarity(neighbour) }];
  });
}

function byId<T extends { readonly id: string }>(records: readonly T[]): Map<string, T> {
  return new Map(records.map((record) => [record.id, record]));
}

function similarity({ distance }: Neighbour): number {
  return 1 - distance;
}
