import { join } from 'node:path';
import type { CatalogueDatabase } from './catalogue-database.js';

/**
 * Opens the embedded database in `database/` of a catalogue's folder, or a server's. Not migrated.
 * Loads one driver only: the embedded one alone is 25 MB of WebAssembly.
 * @throws SejeError CATALOGUE_VERSION_UNKNOWN, DATABASE_FAILED
 */
export async function openDatabase(
  folder: string,
  databaseUrl: string | undefined,
): Promise<CatalogueDatabase> {
  if (databaseUrl === undefined) {
    const { openPgliteDatabase } = await import('./pglite-database.js');
    return openPgliteDatabase(databaseFolder(folder));
  }
  const { openPostgresDatabase } = await import('./postgres-database.js');
  return openPostgresDatabase(databaseUrl);
}

/** Where the embedded database lies in a catalogue's folder. */
export function databaseFolder(folder: string): string {
  return join(folder, 'database');
}
