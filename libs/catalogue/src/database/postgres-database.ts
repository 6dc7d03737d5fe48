import { SejeError, messageOf } from '@seje/core';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { CatalogueDatabase } from './catalogue-database.js';
import type { CatalogueTables } from './tables.js';

const { Pool, TypeOverrides, types } = pg;

/** Connections a process holds at most: writes queue on one lock anyway, the rest are reads and jobs. */
const MAX_CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * A PostgreSQL server, 13 or newer. It may be shared by several processes.
 * @param url `postgres://user:password@host:port/database`
 * @throws SejeError DATABASE_FAILED where it cannot be reached
 */
export async function openPostgresDatabase(url: string): Promise<CatalogueDatabase> {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(types.builtins.INT8, Number);
  const pool = new Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types: overrides,
  });
  // A connection that is lost while idle: the pool drops it, and whoever queries next gets a new one.
  pool.on('error', () => undefined);
  // One that is lost within a transaction fails its query; nobody else listens, and Node would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const where = withoutPassword(url);
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw new SejeError('DATABASE_FAILED', {
      message: `The database ${where} cannot be reached`,
      found: messageOf(error),
      remedy: 'Start it, or correct DATABASE_URL.',
      cause: error,
    });
  }
  const queries = new Kysely<CatalogueTables>({ dialect: new PostgresDialect({ pool }) });
  return {
    where,
    queries,
    queue: {
      db: {
        executeSql: async (text, values) => {
          const result: pg.QueryResult | pg.QueryResult[] = await pool.query(text, values);
          // Several statements in one text give several results; pg-boss wants all their rows.
          return { rows: [result].flat().flatMap(({ rows }) => rows) };
        },
      },
    },
    close: () => queries.destroy(),
  };
}

/** The address as a log may hold it. */
export function withoutPassword(url: string): string {
  try {
    const address = new URL(url);
    address.password = '';
    // The driver takes a password from there too.
    address.search = '';
    return address.href;
  } catch {
    return 'at DATABASE_URL';
  }
}
