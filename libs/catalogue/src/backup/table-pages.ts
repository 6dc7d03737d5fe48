import { sql } from 'kysely';
import type { CatalogueDatabase } from '../database/catalogue-database.js';
import { onDatabase } from '../database/database-errors.js';
import { FEED_TABLES, PLAIN_TABLES } from './backup-format.js';

/** Changes or rows of one statement: some milliseconds of the embedded database, which works on the event loop. */
const PAGE = 200;

/** Rows of one table, each as JSON that PostgreSQL made and can take back, whatever its columns are. */
export interface TablePage {
  readonly table: string;
  readonly rows: readonly string[];
}

/** Rows of the tables that stand by themselves. One that this database does not have yet is left out. */
export async function* plainPages({ queries, where }: CatalogueDatabase): AsyncGenerator<TablePage> {
  for (const { table, key } of PLAIN_TABLES) {
    const { rows: found } = await onDatabase(where, () =>
      sql<{ there: boolean }>`select to_regclass(${table}) is not null as there`.execute(queries),
    );
    if (found[0]?.there !== true) continue;
    const order = sql`(${sql.raw(key)}) collate "C"`;
    for (let after: string | undefined; ;) {
      const beyond = after === undefined ? sql`true` : sql`${order} > ${after}`;
      const { rows } = await onDatabase(where, () =>
        sql<{ row: string; key: string }>`
          select row_to_json(t)::text as row, ${sql.raw(key)} as key
          from ${sql.table(table)} t where ${beyond} order by ${order} limit ${PAGE}`.execute(queries),
      );
      if (rows.length > 0) yield { table, rows: rows.map(({ row }) => row) };
      if (rows.length < PAGE) break;
      after = rows.at(-1)!.key;
    }
  }
}

/**
 * Recipes, photos and their changes as of one moment, the last page's, whatever is written meanwhile: the
 * feed of changes is followed to its end. No transaction stays open over two pages, so nobody waits.
 * @returns the last sequence number as of that moment
 */
export async function* feedPages({ queries, where }: CatalogueDatabase): AsyncGenerator<TablePage, number> {
  for (let after = 0; ;) {
    const { rows } = await onDatabase(where, () => feedPage(after).execute(queries));
    for (const table of FEED_TABLES) {
      const ofTable = rows.filter((row) => row.table === table);
      if (ofTable.length > 0) yield { table, rows: ofTable.map(({ row }) => row) };
    }
    const changes = rows.filter(({ table }) => table === 'changes');
    if (changes.length < PAGE) return rows.find(({ table }) => table === 'catalogue_state')!.sequence;
    after = changes.at(-1)!.sequence;
  }
}

/** One statement sees one state: a record and its change belong together. */
function feedPage(after: number) {
  return sql<{ table: string; sequence: number; row: string }>`
    with page as materialized (
      select * from changes where sequence > ${after} order by sequence limit ${PAGE}
    )
    select 'changes' as table, sequence, row_to_json(page)::text as row from page
    union all
    select 'recipes', r.revision, row_to_json(r)::text
    from recipes r join page on page.kind = 'recipe' and page.id = r.id
    union all
    select 'photos', p.revision, row_to_json(p)::text
    from photos p join page on page.kind = 'photo' and page.id = p.id
    union all
    select 'catalogue_state', sequence, '' from catalogue_state
    order by sequence`;
}

/** An estimate of a backup's size from above: what the tables take on the disk, and the photos' bytes. */
export async function estimatedBytes({ queries, where }: CatalogueDatabase): Promise<number> {
  const { rows } = await onDatabase(where, () =>
    sql<{ tables: number; photos: number }>`
      select pg_total_relation_size('recipes') + pg_total_relation_size('photos')
          + pg_total_relation_size('changes') + pg_total_relation_size('idempotency_keys') as tables,
        (select coalesce(sum(bytes), 0)::bigint from photos) as photos`.execute(queries),
  );
  return rows[0]!.tables + rows[0]!.photos;
}
