import { type Transaction, sql } from 'kysely';
import type { CatalogueTables } from '../database/tables.js';
import { FEED_TABLES, PLAIN_TABLES } from './backup-format.js';

/** The tables in an order in which each row finds what it names: changes first, photos after their recipes. */
export const RESTORE_ORDER: readonly string[] = [...FEED_TABLES, ...PLAIN_TABLES.map(({ table }) => table)];

/**
 * Puts a page of rows back, as JSON that PostgreSQL made of them.
 * @param table one of `RESTORE_ORDER`; pages in their order
 */
export async function restorePage(
  queries: Transaction<CatalogueTables>,
  table: string,
  content: Buffer,
): Promise<void> {
  const lines = content.toString().split('\n').slice(0, -1);
  const rows = sql`json_populate_recordset(null::${sql.table(table)}, ${`[${lines.join(',')}]`}::json) r`;
  if (table === 'changes') await restoreChanges(queries, rows);
  else if (table === 'recipes') await restoreCurrent(queries, { table, kind: 'recipe', rows });
  else if (table === 'photos') await restoreCurrent(queries, { table, kind: 'photo', rows });
  else await sql`insert into ${sql.table(table)} select r.* from ${rows}`.execute(queries);
}

/**
 * After the changes, before what is joined with them: without statistics PostgreSQL reads all of them for
 * every row (20,000 recipes on the embedded database: 30 s of CPU; with them 0.7 s).
 */
export async function countChanges(queries: Transaction<CatalogueTables>): Promise<void> {
  await sql`analyze changes`.execute(queries);
}

export async function restoreSequence(
  queries: Transaction<CatalogueTables>,
  sequence: number,
): Promise<void> {
  await queries.updateTable('catalogue_state').set({ sequence }).execute();
}

type Rows = ReturnType<typeof sql>;

/** A record's later change replaces an earlier one, as it did in the catalogue. */
async function restoreChanges(queries: Transaction<CatalogueTables>, rows: Rows): Promise<void> {
  await sql`
    insert into changes select r.* from ${rows}
    on conflict (kind, id) do update set
      recipe_id = excluded.recipe_id, operation = excluded.operation, sequence = excluded.sequence
    `.execute(queries);
}

/** Of the lines of one record, the one of its last change; none where that is its deletion. */
async function restoreCurrent(
  queries: Transaction<CatalogueTables>,
  { table, kind, rows }: { readonly table: string; readonly kind: 'recipe' | 'photo'; readonly rows: Rows },
): Promise<void> {
  await sql`
    insert into ${sql.table(table)} select r.* from ${rows}
    join changes c on c.kind = ${kind} and c.id = r.id and c.sequence = r.revision and c.operation = 'upsert'
    `.execute(queries);
}
