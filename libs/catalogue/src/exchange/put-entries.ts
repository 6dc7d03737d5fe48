import { SejeError } from '@seje/core';
import type { PhotoStore } from '../photos/photo-store.js';
import type { CatalogueStore, CatalogueTransaction } from '../store/catalogue-store.js';
import type { ImportOutcome } from '../store/stored-records.js';
import type { LineError } from './error-report.js';
import type { PhotoEntry, RecipeEntry } from './recipe-line.js';

/** A recipe and the line it stands on. */
export interface PlacedEntry extends RecipeEntry {
  readonly line: number;
}

export interface PutOutcome {
  readonly recipes: readonly ImportOutcome[];
  /** Photos whose records were put. */
  readonly photos: number;
  readonly errors: readonly LineError[];
}

/**
 * Puts a batch in one transaction. A photo whose bytes are not in the photo store, or whose id another
 * recipe's has, is an error of its line; its recipe is put.
 * @param entries valid, at most `MAX_BATCH`
 */
export async function putEntries(
  { store, photos }: { readonly store: CatalogueStore; readonly photos: PhotoStore },
  entries: readonly PlacedEntry[],
): Promise<PutOutcome> {
  if (entries.length === 0) return { recipes: [], photos: 0, errors: [] };
  const errors: LineError[] = [];
  const kept: PlacedPhoto[] = [];
  for (const { line, id: recipeId, photos: wanted } of entries) {
    for (const photo of wanted) {
      if (await photos.has(photo.content)) kept.push({ line, recipeId, photo });
      else errors.push({ line, code: 'PHOTO_MISSING', message: bytesMissing(photo) });
    }
  }
  const recipes = await store.atomically(async (catalogue) => {
    const outcomes = await catalogue.putRecipes(entries.map(({ id, recipe }) => ({ id, recipe })));
    for (const photo of kept) errors.push(...(await putPhoto(catalogue, photo)));
    return outcomes;
  });
  const listed = entries.reduce((sum, entry) => sum + entry.photos.length, 0);
  return { recipes, photos: listed - errors.length, errors };
}

interface PlacedPhoto {
  readonly line: number;
  readonly recipeId: string;
  readonly photo: PhotoEntry;
}

async function putPhoto(
  catalogue: CatalogueTransaction,
  { line, recipeId, photo: { id: photoId, ...photo } }: PlacedPhoto,
): Promise<LineError[]> {
  try {
    await catalogue.putPhoto({ recipeId, photoId }, photo);
    return [];
  } catch (error) {
    if (!(error instanceof SejeError) || error.code !== 'PHOTO_ID_TAKEN') throw error;
    return [{ line, code: error.code, message: error.message }];
  }
}

function bytesMissing({ id, content }: PhotoEntry): string {
  return `The bytes of photo ${id} are not here; expected content ${content} in the photo store. Put the photo itself.`;
}
