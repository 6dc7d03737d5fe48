import { Injectable } from '@nestjs/common';
import {
  type CatalogueTransaction,
  type RecipeContent,
  type RecipeWithPhotos,
  isRecordId,
} from '@seje/catalogue';
import { type Preconditions, checkPreconditions, entityTag } from '../http/entity-tags.js';
import { CatalogueAccess } from './catalogue-access.js';
import { recipeTag, revisionIn } from './recipe-tag.js';
import { type RecipePageView, recipeWithImages } from './recipe-view.dto.js';
import { recordNotFound } from './record-not-found.js';
import type { WriteAnswer } from './record-writes.js';

/** Recipes as records: one by one, and in pages. */
@Injectable()
export class RecipesService {
  constructor(private readonly catalogue: CatalogueAccess) {}

  /** @throws SejeError NOT_FOUND */
  async recipe(id: string): Promise<RecipeWithPhotos> {
    const [recipe] = isRecordId(id) ? await this.catalogue.store.recipes([id]) : [];
    if (recipe !== undefined) return recipe;
    throw recordNotFound('recipe', id);
  }

  /** @throws SejeError CURSOR_INVALID */
  async page(limit: number, cursor: string | undefined): Promise<RecipePageView> {
    const { recipes, next } = await this.catalogue.store.page({ limit, after: cursor });
    return { recipes: recipes.map(recipeWithImages), next: next ?? null };
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
    if (before === undefined) throw recordNotFound('recipe', id);
    await catalogue.deleteRecipe(id);
    return { status: 204 };
  }
}

async function there(catalogue: CatalogueTransaction, id: string): Promise<RecipeWithPhotos | undefined> {
  return isRecordId(id) ? (await catalogue.recipes([id]))[0] : undefined;
}

function check(id: string, before: RecipeWithPhotos | undefined, supposed: Preconditions): void {
  const current = before === undefined ? undefined : String(before.revision);
  checkPreconditions({ what: `Recipe ${JSON.stringify(id)}`, current }, supposed, revisionIn);
}
