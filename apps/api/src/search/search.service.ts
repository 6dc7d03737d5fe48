import { Injectable } from '@nestjs/common';
import { type Recipe, SejeError, hasText } from '@seje/core';
import { CatalogueAccess } from '../catalogue/catalogue-access.js';
import { EngineClient } from '../engine/engine-client.js';
import { currentRequest } from '../http/request-scope.js';
import { QueryObserver } from '../metrics/query-observer.js';
import { spanned } from '../tracing/spanned.js';
import { SearchAdmission } from './admission/search-admission.js';
import { firstResults, imageResults, recipeResults } from './result-lookup.js';
import type { ImageResults, RecipeResults } from './search-results.dto.js';

/** Neighbours asked for beyond the limit, since some may have left the catalogue after indexing. */
const SPARE = 20;

export interface SearchOptions {
  readonly limit: number;
  /** Fires when the client has gone. */
  readonly signal: AbortSignal;
}

/** Recipes for a photo, photos for a recipe: the engine finds ids, the catalogue knows what they are. */
@Injectable()
export class SearchService {
  constructor(
    private readonly admission: SearchAdmission,
    private readonly engine: EngineClient,
    private readonly catalogue: CatalogueAccess,
    private readonly observer: QueryObserver,
  ) {}

  /** @param photo encoded file (JPEG, PNG, WebP, AVIF, HEIC) */
  recipesFor(photo: Uint8Array, options: SearchOptions): Promise<RecipeResults> {
    return this.admission.admit(() => this.findRecipes(photo, options));
  }

  /** @throws SejeError RECIPE_EMPTY */
  async imagesFor(recipe: Recipe, options: SearchOptions): Promise<ImageResults> {
    if (!hasText(recipe)) throw recipeEmpty();
    return this.admission.admit(() => this.findImages(recipe, options));
  }

  private async findRecipes(photo: Uint8Array, { limit, signal }: SearchOptions): Promise<RecipeResults> {
    const startedAt = performance.now();
    const query = { photo, k: limit + SPARE, requestId: currentRequest()?.id };
    const { generation, neighbours } = await this.observer.observed('photo', () =>
      this.engine.query('searchByPhoto', query, signal),
    );
    const results = await spanned('look up recipes', () =>
      firstResults(neighbours, limit, (some) => recipeResults(this.catalogue.store, some)),
    );
    return { results, generation, tookMs: performance.now() - startedAt };
  }

  private async findImages(recipe: Recipe, { limit, signal }: SearchOptions): Promise<ImageResults> {
    const startedAt = performance.now();
    const query = { recipe, k: limit + SPARE, requestId: currentRequest()?.id };
    const { generation, neighbours } = await this.observer.observed('recipe', () =>
      this.engine.query('searchByRecipe', query, signal),
    );
    const results = await spanned('look up photos', () =>
      firstResults(neighbours, limit, (some) => imageResults(this.catalogue.store, some)),
    );
    return { results, generation, tookMs: performance.now() - startedAt };
  }
}

function recipeEmpty(): SejeError {
  return new SejeError('RECIPE_EMPTY', {
    message: 'The recipe has no text',
    expected: 'letters or digits in its title, ingredients or instructions',
    remedy: 'Send at least a title, one ingredient or one instruction.',
  });
}
