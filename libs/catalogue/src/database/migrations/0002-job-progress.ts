import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The jobs themselves are pg-boss's, in its own schema. */
export const jobProgressMigration: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await database.schema
      .createTable('job_progress')
      .addColumn('job_id', 'text', (column) => column.primaryKey())
      .addColumn('progress', 'jsonb')
      .addColumn('checkpoint', 'jsonb')
      .addColumn('updated_at', 'timestamptz', (column) => column.notNull())
      .execute();
  },
};
