import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Byte order, the same on every machine: pages are cut by it. */
const ID = sql`text collate "C"`;

export const catalogueMigration: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    const { schema } = database;
    await schema
      .createTable('catalogue_state')
      .addColumn('id', 'smallint', (column) => column.primaryKey().check(sql`id = 1`))
      .addColumn('sequence', 'bigint', (column) => column.notNull())
      .execute();
    await sql`insert into catalogue_state (id, sequence) values (1, 0)`.execute(database);
    await schema
      .createTable('recipes')
      .addColumn('id', ID, (column) => column.primaryKey())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('ingredients', 'jsonb', (column) => column.notNull())
      .addColumn('instructions', 'jsonb', (column) => column.notNull())
      .addColumn('tags', 'jsonb', (column) => column.notNull())
      .addColumn('partition', 'text')
      .addColumn('url', 'text')
      .addColumn('content_hash', 'text', (column) => column.notNull())
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('updated_at', 'timestamptz', (column) => column.notNull())
      .execute();
    await schema
      .createTable('photos')
      .addColumn('id', ID, (column) => column.primaryKey())
      .addColumn('recipe_id', ID, (column) => column.notNull().references('recipes.id').onDelete('cascade'))
      .addColumn('content', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addColumn('width', 'integer', (column) => column.notNull())
      .addColumn('height', 'integer', (column) => column.notNull())
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'timestamptz', (column) => column.notNull())
      .execute();
    await schema.createIndex('photos_recipe').on('photos').columns(['recipe_id', 'id']).execute();
    await schema.createIndex('photos_content').on('photos').column('content').execute();
    await schema
      .createTable('changes')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('id', ID, (column) => column.notNull())
      .addColumn('recipe_id', ID, (column) => column.notNull())
      .addColumn('operation', 'text', (column) => column.notNull())
      .addColumn('sequence', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('changes_key', ['kind', 'id'])
      .execute();
    await schema.createIndex('changes_sequence').unique().on('changes').column('sequence').execute();
    await schema
      .createTable('idempotency_keys')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('request_hash', 'text', (column) => column.notNull())
      .addColumn('outcome', 'jsonb', (column) => column.notNull())
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .execute();
    await schema.createIndex('idempotency_keys_age').on('idempotency_keys').column('created_at').execute();
  },
};
