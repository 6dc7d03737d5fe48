import { Injectable } from '@nestjs/common';
import { type Recipe, type RecipeRecord, SejeError, hasText } from '@seje/core';
import type { Neighbour } from '@seje/retrieval';
import { CatalogueSnapshots } from '../catalogue/catalogue-snapshots.js';
import { imageView, recipeView } from '../catalogue/recipe-view.dto.js';
import { EngineClient } from '../engine/engine-client.js';
import type { ImageResult, ImageResults, RecipeResult, RecipeResults } from './search-results.dto.js';

/** Neighbours asked for beyond the limit, since some may have left the catalogue after indexing. */
const SPARE = 20;

export interface SearchOptions {
  readonly limit: number;
  /** Fires when the client has gone. */
  readonly signal: AbortSignal;
}

/** Recipes for a photo, photos for a recipe. */
@Injectable()
export class SearchService {
  constructor(
    private readonly engine: EngineClient,
    private readonly snapshots: CatalogueSnapshots,
  ) {}

  /** @param photo encoded file (JPEG, PNG, WebP, ...) */
  async recipesFor(photo: Uint8Array, { limit, signal }: SearchOptions): Promise<RecipeResults> {
    const startedAt = performance.now();
    const hits = await this.engine.query('searchByPhoto', { photo, k: limit + SPARE }, signal);
    const catalogue = this.snapshots.of(hits.generation);
    const results = await firstFound(
      hits.neighbours,
      limit,
      async (neighbour): Promise<RecipeResult | undefined> => {
        const recipe = await catalogue.recipe(neighbour.id);
        return (
          recipe && { recipe: recipeView(recipe), score: similarity(neighbour), image: firstImage(recipe) }
        );
      },
    );
    return { results, generation: hits.generation, tookMs: performance.now() - startedAt };
  }

  /** @throws SejeError RECIPE_EMPTY */
  async imagesFor(recipe: Recipe, { limit, signal }: SearchOptions): Promise<ImageResults> {
    const startedAt = performance.now();
    if (!hasText(recipe)) throw recipeEmpty();
    const hits = await this.engine.query('searchByRecipe', { recipe, k: limit + SPARE }, signal);
    const catalogue = this.snapshots.of(hits.generation);
    const results = await firstFound(
      hits.neighbours,
      limit,
      async (neighbour): Promise<ImageResult | undefined> => {
        const [photo, owner] = await Promise.all([
          catalogue.photo(neighbour.id),
          catalogue.recipeOfPhoto(neighbour.id),
        ]);
        if (photo === undefined || owner === undefined) return undefined;
        return {
          image: imageView(photo),
          recipe: { id: owner.id, title: owner.title },
          score: similarity(neighbour),
        };
      },
    );
    return { results, generation: hits.generation, tookMs: performance.now() - startedAt };
  }
}

/** The first `limit` neighbours that the catalogue still has, in order. */
async function firstFound<T>(
  neighbours: readonly Neighbour[],
  limit: number,
  lookUp: (neighbour: Neighbour) => Promise<T | undefined>,
): Promise<T[]> {
  const found = await Promise.all(neighbours.map(lookUp));
  return found.filter((result) => result !== undefined).slice(0, limit);
}

function similarity({ distance }: Neighbour): number {
  return 1 - distance;
}

function firstImage(recipe: RecipeRecord): RecipeResult['image'] {
  const [photo] = recipe.photos;
  return photo === undefined ? null : imageView(photo);
}

function recipeEmpty(): SejeError {
  return new SejeError('RECIPE_EMPTY', {
    message: 'The recipe has no text',
    expected: 'letters or digits in its title, ingredients or instructions',
    remedy: 'Send at least a title, one ingredient or one instruction.',
  });
}
