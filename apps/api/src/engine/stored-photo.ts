import type { PhotoStore } from '@seje/catalogue';
import { SejeError } from '@seje/core';

/** A photo of the catalogue. */
export interface StoredPhotoRef {
  readonly id: string;
  /** Lower-case hex SHA-256 of its bytes, their name in the store. */
  readonly content: string;
}

/**
 * The photo's bytes. Bytes that are gone or damaged are that photo's fault; that the store cannot be
 * reached is not.
 * @throws SejeError PHOTO_MISSING, PHOTO_UNREADABLE, and what the store throws
 */
export async function readStoredPhoto(photos: PhotoStore, photo: StoredPhotoRef): Promise<Uint8Array> {
  const bytes = await photos.get(photo.content).catch((error: unknown) => {
    if (!(error instanceof SejeError) || !DAMAGE.has(error.code)) throw error;
    throw new SejeError('PHOTO_UNREADABLE', {
      ...error.parts,
      message: `Photo ${photo.id} is damaged: ${error.parts.message}`,
      cause: error,
    });
  });
  if (bytes !== undefined) return bytes;
  throw new SejeError('PHOTO_MISSING', {
    message: `Photo ${photo.id} has lost its bytes`,
    expected: `content ${photo.content} in the photo store`,
    remedy: 'Put the photo again.',
  });
}

const DAMAGE: ReadonlySet<string> = new Set(['CHECKSUM_MISMATCH', 'FILE_DAMAGED']);
