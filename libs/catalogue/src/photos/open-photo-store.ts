import { FolderPhotoStore } from './folder-photo-store.js';
import type { PhotoStoreSettings } from './photo-store-settings.js';
import type { PhotoStore } from './photo-store.js';

/**
 * Opens a store of photos. Several processes may have the same one open.
 * @param now the clock of `putBefore` of a folder; a bucket has its server's
 * @throws SejeError SETTINGS_INVALID where the bucket is missing or refuses the key, PHOTO_STORE_FAILED
 */
export async function openPhotoStore(settings: PhotoStoreSettings, now?: () => Date): Promise<PhotoStore> {
  if (settings.kind === 'folder') return new FolderPhotoStore(settings.folder, now);
  // Its client is 8 MB of JavaScript, which a folder has no use for.
  const { S3PhotoStore } = await import('./s3-photo-store.js');
  return S3PhotoStore.open(settings);
}
