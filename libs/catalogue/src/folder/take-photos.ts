import { SejeError } from '@seje/core';
import type { CatalogueTransaction } from '../store/catalogue-store.js';
import type { StoredPhoto } from '../store/stored-records.js';
import type { FolderRecord, PhotoSource } from './folder-ledger.js';
import type { Taken } from './take-recipes.js';

/** A photo of the folder whose cleaned bytes are in the photo store. */
export interface PreparedPhoto {
  readonly id: string;
  readonly recipeId: string;
  readonly source: PhotoSource;
}

/**
 * Takes photos of the folder into the catalogue, except where others have written or deleted them since.
 * @param photos each id once; their recipes have been taken
 * @returns what became of each, by id; an error where the catalogue refuses it
 */
export async function takePhotos(
  catalogue: CatalogueTransaction,
  pass: string,
  photos: readonly PreparedPhoto[],
): Promise<Map<string, Taken | SejeError>> {
  const ids = photos.map(({ id }) => id);
  const known = await catalogue.folder.known('photo', ids);
  const there = new Map((await catalogue.photos(ids)).map((photo) => [photo.id, photo]));
  const taken = new Map<string, Taken | SejeError>();
  const noted: FolderRecord[] = [];
  for (const photo of photos) {
    const { id, recipeId, source } = photo;
    const mine = known.get(id);
    const found = there.get(id);
    if (mine?.revision !== found?.revision) {
      taken.set(id, found === undefined ? 'deleted' : 'put');
      if (mine !== undefined) noted.push(mine);
      continue;
    }
    const outcome = await put(catalogue, photo, found);
    taken.set(id, outcome instanceof SejeError ? outcome : outcome.outcome);
    if (outcome instanceof SejeError) continue;
    noted.push({ kind: 'photo', id, recipeId, revision: outcome.photo.revision, source });
  }
  await catalogue.folder.note(pass, noted);
  return taken;
}

/** One that has moved to another recipe in the folder leaves the old one first. */
async function put(
  catalogue: CatalogueTransaction,
  { id, recipeId, source }: PreparedPhoto,
  found: StoredPhoto | undefined,
): Promise<Awaited<ReturnType<CatalogueTransaction['putPhoto']>> | SejeError> {
  if (found !== undefined && found.recipeId !== recipeId) {
    await catalogue.deletePhoto({ recipeId: found.recipeId, photoId: id });
  }
  try {
    return await catalogue.putPhoto({ recipeId, photoId: id }, source.cleaned);
  } catch (error) {
    if (error instanceof SejeError && error.code !== 'DATABASE_FAILED') return error;
    throw error;
  }
}
