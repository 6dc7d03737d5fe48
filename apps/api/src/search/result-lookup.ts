import type { CatalogueReader } from '@seje/catalogue';
import type { Neighbour } from '@seje/retrieval';
import { imageView, recipeView } from '../catalogue/recipe-view.dto.js';
import type { ImageResult, RecipeResult } from './search-results.dto.js';

/** Looks neighbours up; those that left the catalogue after indexing are left out. */
export async function stillInCatalogue<T>(
  neighbours: readonly Neighbour[],
  lookUp: (neighbour: Neighbour) => Promise<T | undefined>,
): Promise<T[]> {
  const found = await Promise.all(neighbours.map(lookUp));
  return found.filter((result) => result !== undefined);
}

export async function recipeResult(
  catalogue: CatalogueReader,
  neighbour: Neighbour,
): Promise<RecipeResult | undefined> {
  const recipe = await catalogue.recipe(neighbour.id);
  if (recipe === undefined) return undefined;
  const [photo] = recipe.photos;
  return {
    recipe: recipeView(recipe),
    score: similarity(neighbour),
    image: photo === undefined ? null : imageView(photo),
  };
}

export async function imageResult(
  catalogue: CatalogueReader,
  neighbour: Neighbour,
): Promise<ImageResult | undefined> {
  const photo = await catalogue.photo(neighbour.id);
  const owner = await catalogue.recipeOfPhoto(neighbour.id);
  if (photo === undefined || owner === undefined) return undefined;
  return {
    image: imageView(photo),
    recipe: { id: owner.id, title: owner.title },
    score: similarity(neighbour),
  };
}

function similarity({ distance }: Neighbour): number {
  return 1 - distance;
}
