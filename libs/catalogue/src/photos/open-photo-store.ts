import { FolderPhotoStore } from './folder-photo-store.js';
import type { PhotoStore } from './photo-store.js';

/** Where photos' bytes are kept. Plain data, so that it may be sent to another process. */
export type PhotoStoreSettings = FolderPhotoSettings | S3PhotoSettings;

export interface FolderPhotoSettings {
  readonly kind: 'folder';
  readonly folder: string;
}

/** A bucket of Amazon S3, or of another server that speaks its protocol. */
export interface S3PhotoSettings {
  readonly kind: 's3';
  /** The server's address, `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Before the name of every object: empty, or ending with `/`. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The bucket in the address's path, as most servers but Amazon's want it, not in its host name. */
  readonly pathStyle: boolean;
}

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
