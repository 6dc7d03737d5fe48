import { canonicalJson, sha256 } from '@seje/core';
import type { Insertable, Selectable } from 'kysely';
import type { PhotosTable, RecipesTable } from '../database/tables.js';
import type { PhotoContent, RecipeContent, StoredPhoto, StoredRecipe } from './stored-records.js';

/** By which the same content is known again, whatever the order of its keys. */
export function contentHash(recipe: RecipeContent): string {
  const { title, ingredients, instructions, tags, partition, url } = recipe;
  return sha256(canonicalJson({ title, ingredients, instructions, tags, partition, url }));
}

export function recipeRow(
  { id, recipe }: { readonly id: string; readonly recipe: RecipeContent },
  { revision, at }: { readonly revision: number; readonly at: Date },
): Insertable<RecipesTable> {
  return {
    id,
    title: recipe.title,
    ingredients: JSON.stringify(recipe.ingredients),
    instructions: JSON.stringify(recipe.instructions),
    tags: JSON.stringify(recipe.tags),
    partition: recipe.partition ?? null,
    url: recipe.url ?? null,
    content_hash: contentHash(recipe),
    revision,
    created_at: at,
    updated_at: at,
  };
}

export function storedRecipe(row: Selectable<RecipesTable>): StoredRecipe {
  const { id, title, ingredients, instructions, tags, partition, url, revision } = row;
  return {
    id,
    title,
    ingredients,
    instructions,
    tags,
    ...(partition === null ? {} : { partition }),
    ...(url === null ? {} : { url }),
    revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function storedPhoto(row: Selectable<PhotosTable>): StoredPhoto {
  const { recipe_id: recipeId, updated_at: updatedAt, ...photo } = row;
  return { ...photo, recipeId, updatedAt };
}

/** Whether a photo's record says the same. */
export function samePhoto(row: Selectable<PhotosTable>, photo: PhotoContent): boolean {
  const keys = ['content', 'type', 'bytes', 'width', 'height'] as const;
  return keys.every((key) => row[key] === photo[key]);
}
