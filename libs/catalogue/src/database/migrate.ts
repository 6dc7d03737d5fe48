import { SejeError, messageOf } from '@seje/core';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { CatalogueDatabase } from './catalogue-database.js';
import { catalogueMigration } from './migrations/0001-catalogue.js';
import { jobProgressMigration } from './migrations/0002-job-progress.js';
import { apiKeysMigration } from './migrations/0003-api-keys.js';
import { folderMigration } from './migrations/0004-folder.js';

/** In the order of their names; one that has been published is never changed, only followed by another. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-catalogue': catalogueMigration,
  '0002-job-progress': jobProgressMigration,
  '0003-api-keys': apiKeysMigration,
  '0004-folder': folderMigration,
};

/**
 * Brings the tables to this version, all steps or none. The database stores the names of its migrations.
 * @param database may be a transaction, which the steps are then part of
 * @param upTo the last step to take, for rows that an older version wrote; absent: all of them
 * @throws SejeError CATALOGUE_VERSION_UNKNOWN where a newer version wrote it, DATABASE_FAILED
 */
export async function migrate(
  { queries, where }: Pick<CatalogueDatabase, 'queries' | 'where'>,
  upTo?: string,
): Promise<void> {
  const migrator = new Migrator({
    db: queries,
    provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
  });
  checkKnown(await migrationsOf(queries), `The catalogue in ${where}`);
  const { error } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error === undefined) return;
  throw new SejeError('DATABASE_FAILED', {
    message: `The tables of the catalogue in ${where} could not be brought to this version`,
    found: messageOf(error),
    remedy: 'Nothing was changed. Mend what is named above, and start again.',
    cause: error,
  });
}

/**
 * @param what whose migrations they are, for the message
 * @throws SejeError CATALOGUE_VERSION_UNKNOWN where one of them is not of this version
 */
export function checkKnown(names: readonly string[], what: string): void {
  const unknown = names.filter((name) => !(name in MIGRATIONS));
  if (unknown.length === 0) return;
  throw new SejeError('CATALOGUE_VERSION_UNKNOWN', {
    message: `${what} was written by a newer version`,
    expected: `${Object.keys(MIGRATIONS).at(-1)} or older`,
    found: unknown.at(-1) ?? '',
    remedy: 'Use that version, or restore a backup of before the upgrade.',
  });
}

/** Names of the migrations that the database has seen; none where it is new. */
export async function migrationsOf(queries: CatalogueDatabase['queries']): Promise<string[]> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('kysely_migration') is not null as there`.execute(queries);
  if (rows[0]?.there !== true) return [];
  const names = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(queries);
  return names.rows.map(({ name }) => name);
}
