import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What was taken into the catalogue from a folder, and as what. */
export const folderMigration: Migration = {
  async up({ schema }: Kysely<unknown>): Promise<void> {
    const id = sql`text collate "C"`;
    await schema
      .createTable('folder_records')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('id', id, (column) => column.notNull())
      .addColumn('recipe_id', id, (column) => column.notNull())
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .addColumn('pass', 'text', (column) => column.notNull())
      .addColumn('source', 'jsonb')
      .addPrimaryKeyConstraint('folder_records_key', ['kind', 'id'])
      .execute();
    await schema
      .createTable('folder_state')
      .addColumn('id', 'smallint', (column) => column.primaryKey().check(sql`id = 1`))
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .execute();
  },
};
