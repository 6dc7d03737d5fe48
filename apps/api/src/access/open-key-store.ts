import { type ApiKeyStore, SqlApiKeyStore, openCatalogue } from '@seje/catalogue';
import { SejeError, isThere } from '@seje/core';
import { catalogueFolder } from '../state-folder.js';

export interface KeyStorePlaces {
  /** The service's state folder. */
  readonly state: string;
  /** A PostgreSQL server; absent: the embedded database in the state folder. */
  readonly databaseUrl?: string | undefined;
}

/**
 * Works on the keys of a service that does not run here, then closes the database.
 * @throws SejeError FILE_NOT_FOUND where there is no such folder, RUN_LOCKED where a service has it;
 *   as `openCatalogue` and `work` do
 */
export async function withKeyStore<T>(
  { state, databaseUrl }: KeyStorePlaces,
  work: (keys: ApiKeyStore) => Promise<T>,
): Promise<T> {
  if (databaseUrl === undefined && !(await isThere(state))) throw noSuchFolder(state);
  const catalogue = await openCatalogue({ folder: catalogueFolder(state), databaseUrl }).catch(explained);
  try {
    return await work(new SqlApiKeyStore(catalogue.database));
  } finally {
    await catalogue.close();
  }
}

function explained(error: unknown): never {
  if (!(error instanceof SejeError) || error.code !== 'RUN_LOCKED') throw error;
  throw new SejeError('RUN_LOCKED', {
    ...error.parts,
    message: 'The service runs, and its embedded database has one user at a time',
    remedy:
      'Ask the service: POST, GET or DELETE /v1/admin/keys, with SEJE_ADMIN_KEY or a key with scope admin. Or stop it first.',
    cause: error,
  });
}

/** A folder that is misspelt would get a database of its own, with keys that no service knows. */
function noSuchFolder(state: string): SejeError {
  return new SejeError('FILE_NOT_FOUND', {
    message: 'There is no such state folder',
    found: state,
    remedy:
      'Give the folder that the service has as --state: that of the bundle, unless it was told another.',
  });
}
