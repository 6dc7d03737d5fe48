import { Injectable } from '@nestjs/common';
import {
  type CatalogueTransaction,
  type PhotoContent,
  type StoredPhoto,
  isRecordId,
  keepPhoto,
} from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { type Preconditions, checkPreconditions, entityTag } from '../http/entity-tags.js';
import { CatalogueAccess } from './catalogue-access.js';
import { PhotoCleaner } from './photo-cleaner.js';
import { photoView } from './photo-view.dto.js';
import { recordNotFound } from './record-not-found.js';
import type { WriteAnswer } from './record-writes.js';

/** Where a photo stands. */
export interface PhotoPlace {
  readonly recipeId: string;
  readonly photoId: string;
}

/** Photos as records: their bytes in the photo store, by their content. */
@Injectable()
export class PhotosService {
  constructor(
    private readonly catalogue: CatalogueAccess,
    private readonly cleaner: PhotoCleaner,
  ) {}

  /** @throws SejeError NOT_FOUND */
  async photo(photoId: string, recipeId?: string): Promise<StoredPhoto> {
    const photo = isRecordId(photoId) ? await this.catalogue.store.photo(photoId) : undefined;
    if (photo !== undefined && (recipeId === undefined || photo.recipeId === recipeId)) return photo;
    throw recordNotFound('photo', photoId);
  }

  /** @throws SejeError CHECKSUM_MISMATCH, FILE_DAMAGED */
  async bytes({ id, content }: StoredPhoto): Promise<Uint8Array> {
    const bytes = await this.catalogue.photos.get(content);
    if (bytes !== undefined) return bytes;
    throw new SejeError('FILE_DAMAGED', {
      message: `The bytes of photo ${id} are gone`,
      expected: `content ${content} in the photo store`,
      remedy: 'Restore a backup, or put the photo again.',
    });
  }

  /**
   * Cleans a file and keeps its bytes; no record names them yet.
   * @throws SejeError NOT_FOUND before any work, where there is no such recipe; what a photo is refused with
   */
  async keep(
    file: Uint8Array,
    { recipeId, signal }: PhotoPlace & { signal: AbortSignal },
  ): Promise<PhotoContent> {
    await this.requireRecipe(recipeId);
    return keepPhoto(this.catalogue.photos, await this.cleaner.clean(file, signal));
  }

  /** Creates or replaces. @throws SejeError NOT_FOUND, PHOTO_ID_TAKEN, RECORD_INVALID, REVISION_CONFLICT */
  async put(
    catalogue: CatalogueTransaction,
    { place, photo, supposed }: { place: PhotoPlace; photo: PhotoContent; supposed: Preconditions },
  ): Promise<WriteAnswer> {
    check(place, await there(catalogue, place), supposed);
    const { photo: stored, outcome } = await catalogue.putPhoto(place, photo);
    const created = outcome === 'created';
    return {
      status: created ? 201 : 200,
      etag: entityTag(stored.content),
      ...(created ? { location: `/v1/recipes/${place.recipeId}/photos/${place.photoId}` } : {}),
      body: photoView(stored),
    };
  }

  /** @throws SejeError NOT_FOUND, REVISION_CONFLICT */
  async remove(
    catalogue: CatalogueTransaction,
    { place, supposed }: { place: PhotoPlace; supposed: Preconditions },
  ): Promise<WriteAnswer> {
    const before = await there(catalogue, place);
    check(place, before, supposed);
    if (before === undefined) throw recordNotFound('photo', place.photoId);
    await catalogue.deletePhoto(place);
    return { status: 204 };
  }

  private async requireRecipe(id: string): Promise<void> {
    const recipe = isRecordId(id) ? await this.catalogue.store.recipe(id) : undefined;
    if (recipe === undefined) throw recordNotFound('recipe', id);
  }
}

async function there(
  catalogue: CatalogueTransaction,
  { recipeId, photoId }: PhotoPlace,
): Promise<StoredPhoto | undefined> {
  const photo = isRecordId(photoId) ? await catalogue.photo(photoId) : undefined;
  return photo?.recipeId === recipeId ? photo : undefined;
}

function check({ photoId }: PhotoPlace, before: StoredPhoto | undefined, supposed: Preconditions): void {
  checkPreconditions({ what: `Photo ${JSON.stringify(photoId)}`, current: before?.content }, supposed);
}
