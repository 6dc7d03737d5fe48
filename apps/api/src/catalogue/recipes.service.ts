import { Injectable } from '@nestjs/common';
import {
  type CatalogueTransaction,
  type RecipeContent,
  type RecipeWithPhotos,
  type StoredPhoto,
  isRecordId,
} from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { type Preconditions, checkPreconditions, entityTag } from '../http/entity-tags.js';
import { CatalogueAccess } from './catalogue-access.js';
import { recipeTag, revisionIn } from './recipe-tag.js';
import { type RecipePageView, recipeWithImages } from './recipe-view.dto.js';
import type { WriteAnswer } from './record-writes.js';

/** Recipes as records: one by one, and in pages. */
@Injectable()
export class RecipesService {
  constructor(private readonly catalogue: CatalogueAccess) {}

  /** @throws SejeError NOT_FOUND */
  async recipe(id: string): Promise<RecipeWithPhotos> {
    const [recipe] = isRecordId(id) ? await this.catalogue.store.recipes([id]) : [];
    if (recipe !== undefined) return recipe;
    throw notFound(id);
  }

  /** @throws SejeError CURSOR_INVALID */
  async page(limit: number, cursor: string | undefined): Promise<RecipePageView> {
    const { store } = this.catalogue;
    const { recipes, next } = await store.page({ limit, after: cursor });
    const photos = photosByRecipe(await store.photosOf(recipes.map(({ id }) => id)));
    return {
      recipes: recipes.map((recipe) => recipeWithImages({ ...recipe, photos: photos.get(recipe.id) ?? [] })),
      next: next ?? null,
    };
  }

  /** Creates or replaces; its photos stay. @throws SejeError RECORD_INVALID, REVISION_CONFLICT */
  async put(
    catalogue: CatalogueTransaction,
    { id, recipe, supposed }: { id: string; recipe: RecipeContent; supposed: Preconditions },
  ): Promise<WriteAnswer> {
    const before = await there(catalogue, id);
    check(id, before, supposed);
    const { recipe: stored, outcome } = await catalogue.putRecipe(id, recipe);
    const shown = { ...stored, photos: before?.photos ?? [] };
    return {
      status: outcome === 'created' ? 201 : 200,
      etag: entityTag(recipeTag(shown)),
      ...(outcome === 'created' ? { location: `/v1/recipes/${id}` } : {}),
      body: recipeWithImages(shown),
    };
  }

  /** Its photos go with it. @throws SejeError NOT_FOUND, REVISION_CONFLICT */
  async remove(
    catalogue: CatalogueTransaction,
    { id, supposed }: { id: string; supposed: Preconditions },
  ): Promise<WriteAnswer> {
    const before = await there(catalogue, id);
    check(id, before, supposed);
    if (before === undefined) throw notFound(id);
    await catalogue.deleteRecipe(id);
    return { status: 204 };
  }
}

async function there(catalogue: CatalogueTransaction, id: string): Promise<RecipeWithPhotos | undefined> {
  return isRecordId(id) ? (await catalogue.recipes([id]))[0] : undefined;
}

function photosByRecipe(photos: readonly StoredPhoto[]): Map<string, StoredPhoto[]> {
  const byRecipe = new Map<string, StoredPhoto[]>();
  for (const photo of photos) byRecipe.set(photo.recipeId, [...(byRecipe.get(photo.recipeId) ?? []), photo]);
  return byRecipe;
}

function check(id: string, before: RecipeWithPhotos | undefined, supposed: Preconditions): void {
  const current = before === undefined ? undefined : String(before.revision);
  checkPreconditions({ what: `Recipe ${JSON.stringify(id)}`, current }, supposed, revisionIn);
}

function notFound(id: string): SejeError {
  return new SejeError('NOT_FOUND', {
    message: `There is no recipe ${JSON.stringify(id)} in the catalogue`,
    remedy: 'Take an id from a search result or from GET /v1/recipes.',
  });
}
