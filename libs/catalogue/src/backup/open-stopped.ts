import { join } from 'node:path';
import { SejeError, WriterLock, isThere } from '@seje/core';
import type { CatalogueDatabase } from '../database/catalogue-database.js';
import { databaseFolder, openDatabase } from '../database/open-database.js';
import { openPhotoStore } from '../photos/open-photo-store.js';
import type { PhotoStore } from '../photos/photo-store.js';
import { type CatalogueSettings, photosIn } from '../store/open-catalogue.js';

/** A catalogue that is only read: its tables are as the version left them that wrote them. */
export interface StoppedCatalogue {
  readonly database: CatalogueDatabase;
  readonly photos: PhotoStore;
  close(): Promise<void>;
}

/**
 * Opens a catalogue that no service has, for a backup before an upgrade too: nothing is migrated.
 * @throws SejeError FILE_NOT_FOUND, RUN_LOCKED, CATALOGUE_VERSION_UNKNOWN, DATABASE_FAILED,
 *   SETTINGS_INVALID, PHOTO_STORE_FAILED
 */
export async function openStopped({
  folder,
  databaseUrl,
  photos = photosIn(folder),
}: CatalogueSettings): Promise<StoppedCatalogue> {
  if (databaseUrl === undefined && !(await isThere(databaseFolder(folder)))) throw noCatalogue(folder);
  const lock = databaseUrl === undefined ? WriterLock.acquire(join(folder, 'catalogue.lock')) : undefined;
  try {
    const store = await openPhotoStore(photos);
    const database = await openDatabase(folder, databaseUrl);
    const close = (): Promise<void> => database.close().finally(() => lock?.release());
    return { database, photos: store, close };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

function noCatalogue(folder: string): SejeError {
  return new SejeError('FILE_NOT_FOUND', {
    message: `There is no catalogue in ${folder}`,
    remedy: 'Give the state folder of the service, and DATABASE_URL where its database is a server.',
  });
}
