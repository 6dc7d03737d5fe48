import { SejeError, canonicalJson, sha256 } from '@seje/core';
import { sql } from 'kysely';
import type { CatalogueDatabase } from '../database/catalogue-database.js';
import { onDatabase } from '../database/database-errors.js';
import type { CatalogueStore, CatalogueTransaction } from './catalogue-store.js';
import { SqlReads } from './sql-reads.js';
import { type SqlTransaction, inWriteTransaction } from './sql-transaction.js';
import type { RecipeWithPhotos } from './stored-records.js';

/** Recipes of one read of an export. */
const EXPORT_PAGE = 500;

/** The catalogue in PostgreSQL's dialect: embedded or a server, as the database that it is given. */
export class SqlCatalogueStore implements CatalogueStore {
  private readonly reads: SqlReads;
  /** Settles with the last write: one after the other, so that writers who wait hold no connection. */
  private lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly database: CatalogueDatabase,
    private readonly now: () => Date,
  ) {
    this.reads = new SqlReads(database.queries);
  }

  /**
   * @param database migrated already; the caller closes it
   * @throws SejeError SETTINGS_INVALID where the database acknowledges what it may lose
   */
  static async on(database: CatalogueDatabase, now = () => new Date()): Promise<SqlCatalogueStore> {
    await onDatabase(database.where, () => checkDurability(database));
    return new SqlCatalogueStore(database, now);
  }

  recipe(...args: Parameters<CatalogueStore['recipe']>) {
    return this.read((reads) => reads.recipe(...args));
  }

  photo(...args: Parameters<CatalogueStore['photo']>) {
    return this.read((reads) => reads.photo(...args));
  }

  recipes(...args: Parameters<CatalogueStore['recipes']>) {
    return this.read((reads) => reads.recipes(...args));
  }

  photos(...args: Parameters<CatalogueStore['photos']>) {
    return this.read((reads) => reads.photos(...args));
  }

  photosOf(...args: Parameters<CatalogueStore['photosOf']>) {
    return this.read((reads) => reads.photosOf(...args));
  }

  page(...args: Parameters<CatalogueStore['page']>) {
    return this.read((reads) => reads.page(...args));
  }

  changesSince(...args: Parameters<CatalogueStore['changesSince']>) {
    return this.read((reads) => reads.changesSince(...args));
  }

  latestSequence() {
    return this.read((reads) => reads.latestSequence());
  }

  counts() {
    return this.read((reads) => reads.counts());
  }

  contentsInUse(...args: Parameters<CatalogueStore['contentsInUse']>) {
    return this.read((reads) => reads.contentsInUse(...args));
  }

  putRecipe(...args: Parameters<CatalogueStore['putRecipe']>) {
    return this.write((catalogue) => catalogue.putRecipe(...args));
  }

  putRecipes(...args: Parameters<CatalogueStore['putRecipes']>) {
    return this.write((catalogue) => catalogue.putRecipes(...args));
  }

  deleteRecipe(...args: Parameters<CatalogueStore['deleteRecipe']>) {
    return this.write((catalogue) => catalogue.deleteRecipe(...args));
  }

  putPhoto(...args: Parameters<CatalogueStore['putPhoto']>) {
    return this.write((catalogue) => catalogue.putPhoto(...args));
  }

  deletePhoto(...args: Parameters<CatalogueStore['deletePhoto']>) {
    return this.write((catalogue) => catalogue.deletePhoto(...args));
  }

  atomically<T>(work: (catalogue: CatalogueTransaction) => Promise<T>): Promise<T> {
    return this.write(work);
  }

  once<T extends object>(
    { key, request }: { readonly key: string; readonly request: unknown },
    work: (catalogue: CatalogueTransaction) => Promise<T>,
  ): Promise<{ readonly outcome: T; readonly replayed: boolean }> {
    const requestHash = sha256(canonicalJson(request));
    return this.write(async (catalogue) => {
      const recorded = await catalogue.recordedOutcome(key);
      if (recorded === undefined) {
        const outcome = JSON.stringify(await work(catalogue));
        await catalogue.recordOutcome(key, { requestHash, outcome });
        return { outcome: JSON.parse(outcome) as T, replayed: false };
      }
      if (recorded.requestHash !== requestHash) throw reused(key);
      return { outcome: recorded.outcome as T, replayed: true };
    });
  }

  forgetKeysBefore(time: Date): Promise<number> {
    return this.write((catalogue) => catalogue.forgetOutcomesBefore(time));
  }

  async *export(): AsyncGenerator<RecipeWithPhotos> {
    let after: string | undefined;
    do {
      const { recipes, next } = await this.page({ limit: EXPORT_PAGE, after });
      yield* recipes;
      after = next;
    } while (after !== undefined);
  }

  private read<T>(work: (reads: SqlReads) => Promise<T>): Promise<T> {
    return onDatabase(this.database.where, () => work(this.reads));
  }

  private write<T>(work: (catalogue: SqlTransaction) => Promise<T>): Promise<T> {
    const { where, queries } = this.database;
    const written = this.lastWrite.then(() =>
      onDatabase(where, () => inWriteTransaction(queries, work, { now: this.now })),
    );
    this.lastWrite = written.catch(() => undefined);
    return written;
  }
}

/** A server set to acknowledge before the disk has it would break the store's promise without a word. */
async function checkDurability({ queries, where }: CatalogueDatabase): Promise<void> {
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings
    where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'`.execute(queries);
  if (rows.length === 0) return;
  throw new SejeError('SETTINGS_INVALID', {
    message: `The database ${where} may lose what it has acknowledged`,
    expected: 'fsync, full_page_writes and synchronous_commit on',
    found: rows.map(({ name }) => `${name} off`).join(', '),
    remedy: "Turn them on in the server's settings.",
  });
}

function reused(key: string): SejeError {
  return new SejeError('IDEMPOTENCY_KEY_REUSED', {
    message: `The idempotency key ${JSON.stringify(key)} came with another request before`,
    remedy: 'Give every request a key of its own; repeat one only with the same request.',
  });
}
