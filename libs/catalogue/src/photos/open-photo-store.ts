import { FolderPhotoStore } from './folder-photo-store.js';
import type { PhotoStore } from './photo-store.js';

/** Where photos' bytes are kept. Plain data, so that it may be sent to another process. */
export interface PhotoStoreSettings {
  readonly kind: 'folder';
  readonly folder: string;
}

/**
 * Opens a store of photos. Several processes may have the same one open.
 * @param now the clock of `putBefore`
 */
export async function openPhotoStore({ folder }: PhotoStoreSettings, now?: () => Date): Promise<PhotoStore> {
  return new FolderPhotoStore(folder, now);
}
