import type { PhotoContent } from '../store/stored-records.js';
import type { CleanedPhoto } from './photo-cleaning.js';
import type { PhotoStore } from './photo-store.js';

/** Puts a cleaned photo's bytes where they stay, before any record names them. @throws SejeError DISK_WRITE_FAILED */
export async function keepPhoto(
  photos: PhotoStore,
  { photo, type, width, height }: CleanedPhoto,
): Promise<PhotoContent> {
  const content = await photos.put(photo);
  return { content, type, bytes: photo.length, width, height };
}
