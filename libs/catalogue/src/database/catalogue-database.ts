import type { Kysely } from 'kysely';
import type { ConstructorOptions } from 'pg-boss';
import type { CatalogueTables } from './tables.js';

/** An open database with PostgreSQL's dialect, embedded or a server. Behind it: one driver file each. */
export interface CatalogueDatabase {
  /** For messages: a folder, or an address without its password. */
  readonly where: string;
  readonly queries: Kysely<CatalogueTables>;
  /** How pg-boss reaches the same database. */
  readonly queue: Pick<ConstructorOptions, 'backend' | 'db'>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}
