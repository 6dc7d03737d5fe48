import { join, relative } from 'node:path';
import { WriterLock } from '@seje/core';
import type { CatalogueDatabase } from '../database/catalogue-database.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { FolderPhotoStore } from '../photos/folder-photo-store.js';
import { openPhotoStore } from '../photos/open-photo-store.js';
import type { PhotoStoreSettings } from '../photos/photo-store-settings.js';
import type { PhotoStore } from '../photos/photo-store.js';
import type { CatalogueStore } from './catalogue-store.js';
import { SqlCatalogueStore } from './sql-catalogue-store.js';

export interface CatalogueSettings {
  /** Takes the embedded database, the photos where they have no other place, and a lock: `database/`, `photos/`, `catalogue.lock`. */
  readonly folder: string;
  /** A PostgreSQL server instead of the embedded database: `DATABASE_URL`. */
  readonly databaseUrl?: string | undefined;
  /** Where photos' bytes are kept; absent: in `photos/` of the folder. */
  readonly photos?: PhotoStoreSettings | undefined;
  readonly now?: () => Date;
}

/** An open catalogue: records, the bytes of photos, and the database for what else lives in it. */
export interface Catalogue {
  readonly store: CatalogueStore;
  readonly photos: PhotoStore;
  readonly database: CatalogueDatabase;
  close(): Promise<void>;
}

/**
 * Opens the catalogue, made where there is none, its tables brought to this version.
 * @throws SejeError RUN_LOCKED where another process has the folder, CATALOGUE_VERSION_UNKNOWN,
 *   DATABASE_FAILED, PHOTO_STORE_FAILED, SETTINGS_INVALID, DISK_WRITE_FAILED
 */
export async function openCatalogue({
  folder,
  databaseUrl,
  photos: photoSettings = photosIn(folder),
  now,
}: CatalogueSettings): Promise<Catalogue> {
  // A server's database may have several writers; a folder of one's own has one.
  const lock = databaseUrl === undefined ? WriterLock.acquire(join(folder, 'catalogue.lock')) : undefined;
  let database: CatalogueDatabase | undefined;
  try {
    database = await openDatabase(folder, databaseUrl);
    await migrate(database);
    const store = await SqlCatalogueStore.on(database, now);
    const photos = await openPhotoStore(photoSettings, now);
    const locked = lock !== undefined && inFolder(photoSettings, folder);
    if (locked && photos instanceof FolderPhotoStore) await photos.removeAbandoned();
    return { store, photos, database, close: () => closeAll(database, lock) };
  } catch (error) {
    await closeAll(database, lock);
    throw error;
  }
}

/** Where the photos of a catalogue are that is told of no other place. */
export function photosIn(folder: string): PhotoStoreSettings {
  return { kind: 'folder', folder: join(folder, 'photos') };
}

/** Whether the lock of the catalogue's folder keeps other writers off the photos too. */
function inFolder(photos: PhotoStoreSettings, folder: string): boolean {
  return photos.kind === 'folder' && !relative(folder, photos.folder).startsWith('..');
}

async function closeAll(
  database: CatalogueDatabase | undefined,
  lock: WriterLock | undefined,
): Promise<void> {
  try {
    await database?.close();
  } finally {
    lock?.release();
  }
}
