import { sql } from 'kysely';
import type { CatalogueDatabase } from '../src/database/catalogue-database.js';

/** The database as it was when it was new: a second's work less than making another. */
export async function emptied(database: CatalogueDatabase): Promise<void> {
  await sql`truncate recipes, photos, changes, idempotency_keys, folder_records, folder_state`.execute(
    database.queries,
  );
  await sql`update catalogue_state set sequence = 0`.execute(database.queries);
}

export async function withoutKeys(database: CatalogueDatabase): Promise<void> {
  await sql`truncate api_keys`.execute(database.queries);
}

/** Without pg-boss's jobs; its tables, once made, stay. */
export async function withoutJobs(database: CatalogueDatabase): Promise<void> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('pgboss.job') is not null as there`.execute(database.queries);
  if (rows[0]?.there === true) await sql`truncate pgboss.job`.execute(database.queries);
  await sql`truncate job_progress`.execute(database.queries);
}
