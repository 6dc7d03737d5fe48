import { SejeError } from '@seje/core';
import type { Insertable, Kysely, Transaction } from 'kysely';
import type { CatalogueTables, ChangesTable, RecipesTable } from '../database/tables.js';
import { SqlFolderLedger } from '../folder/sql-folder-ledger.js';
import type { CatalogueTransaction } from './catalogue-store.js';
import { checkPrecondition } from './check-precondition.js';
import { validBatch, validId, validPhoto, validRecipe } from './record-schemas.js';
import { contentHash, recipeRow, samePhoto, storedPhoto, storedRecipe } from './rows.js';
import { SqlReads } from './sql-reads.js';
import type {
  ImportOutcome,
  PhotoContent,
  Precondition,
  RecipeContent,
  WriteOutcome,
} from './stored-records.js';

interface Clock {
  readonly now: () => Date;
}

/**
 * Runs `work` in a transaction of its own, after all writes before it: the one row of `catalogue_state`
 * is locked first. So sequence numbers become visible in their order, and what is compared stays so.
 */
export function inWriteTransaction<T>(
  queries: Kysely<CatalogueTables>,
  work: (catalogue: SqlTransaction) => Promise<T>,
  { now }: Clock,
): Promise<T> {
  return queries.transaction().execute(async (transaction) => {
    const locked = transaction.selectFrom('catalogue_state').select('sequence').forUpdate();
    const { sequence } = await locked.executeTakeFirstOrThrow();
    const catalogue = new SqlTransaction(transaction, { sequence, at: now() });
    const result = await work(catalogue);
    if (catalogue.sequence > sequence) {
      await transaction.updateTable('catalogue_state').set({ sequence: catalogue.sequence }).execute();
    }
    return result;
  });
}

/** Reads and writes of a transaction that holds the write lock. */
export class SqlTransaction extends SqlReads implements CatalogueTransaction {
  sequence: number;
  readonly at: Date;
  readonly folder: SqlFolderLedger;

  constructor(
    override readonly queries: Transaction<CatalogueTables>,
    { sequence, at }: { readonly sequence: number; readonly at: Date },
  ) {
    super(queries);
    this.sequence = sequence;
    this.at = at;
    this.folder = new SqlFolderLedger(queries);
  }

  async putRecipe(
    id: string,
    recipe: RecipeContent,
    expected?: Precondition,
  ): ReturnType<CatalogueTransaction['putRecipe']> {
    const entry = { id: validId(id, 'recipe'), recipe: validRecipe(recipe, id) };
    const before = (await this.known([id])).get(id)?.revision;
    checkPrecondition(`Recipe ${id}`, before, expected);
    await this.write([entry]);
    const row = this.queries.selectFrom('recipes').selectAll().where('id', '=', id);
    const stored = storedRecipe(await row.executeTakeFirstOrThrow());
    return { recipe: stored, outcome: outcomeOf(before, stored.revision) };
  }

  putRecipes(batch: Parameters<CatalogueTransaction['putRecipes']>[0]): Promise<ImportOutcome[]> {
    return this.write(validBatch(batch));
  }

  async deleteRecipe(id: string, expected?: Precondition): Promise<void> {
    const revision = (await this.known([id])).get(id)?.revision;
    checkPrecondition(`Recipe ${id}`, revision, expected);
    if (revision === undefined) throw notFound(`recipe ${id}`);
    const photos = await this.photosOf([id]);
    await this.queries.deleteFrom('recipes').where('id', '=', id).execute();
    await this.record([
      ...photos.map((photo) =>
        this.change({ kind: 'photo', id: photo.id, recipe_id: id, operation: 'delete' }),
      ),
      this.change({ kind: 'recipe', id, recipe_id: id, operation: 'delete' }),
    ]);
  }

  async putPhoto(
    { recipeId, photoId }: { readonly recipeId: string; readonly photoId: string },
    photo: PhotoContent,
    expected?: Precondition,
  ): ReturnType<CatalogueTransaction['putPhoto']> {
    const valid = validPhoto(photo, validId(photoId, 'photo'));
    if (!(await this.known([recipeId])).has(recipeId)) throw notFound(`recipe ${recipeId}`);
    const found = await this.photoRow(photoId);
    if (found !== undefined && found.recipe_id !== recipeId) throw taken(photoId, found.recipe_id);
    checkPrecondition(`Photo ${photoId}`, found?.revision, expected);
    if (found !== undefined && samePhoto(found, valid)) {
      return { photo: storedPhoto(found), outcome: 'unchanged' };
    }
    const change = this.change({ kind: 'photo', id: photoId, recipe_id: recipeId, operation: 'upsert' });
    const row = { ...valid, recipe_id: recipeId, revision: change.sequence, updated_at: this.at };
    const insert = this.queries.insertInto('photos').values({ id: photoId, ...row });
    await insert.onConflict((conflict) => conflict.column('id').doUpdateSet(row)).execute();
    await this.record([change]);
    return {
      photo: storedPhoto({ id: photoId, ...row }),
      outcome: found === undefined ? 'created' : 'changed',
    };
  }

  async deletePhoto(
    { recipeId, photoId }: { readonly recipeId: string; readonly photoId: string },
    expected?: Precondition,
  ): Promise<void> {
    const row = await this.photoRow(photoId);
    const found = row?.recipe_id === recipeId ? row : undefined;
    checkPrecondition(`Photo ${photoId}`, found?.revision, expected);
    if (found === undefined) throw notFound(`photo ${photoId} of recipe ${recipeId}`);
    await this.queries.deleteFrom('photos').where('id', '=', photoId).execute();
    await this.record([
      this.change({ kind: 'photo', id: photoId, recipe_id: recipeId, operation: 'delete' }),
    ]);
  }

  /** What was recorded for an idempotency key. */
  async recordedOutcome(key: string): Promise<{ requestHash: string; outcome: object } | undefined> {
    const query = this.queries.selectFrom('idempotency_keys').select(['request_hash', 'outcome']);
    const row = await query.where('key', '=', key).executeTakeFirst();
    return row && { requestHash: row.request_hash, outcome: row.outcome };
  }

  /** @param outcome JSON */
  async recordOutcome(
    key: string,
    { requestHash, outcome }: { readonly requestHash: string; readonly outcome: string },
  ): Promise<void> {
    const row = { key, request_hash: requestHash, outcome, created_at: this.at };
    await this.queries.insertInto('idempotency_keys').values(row).execute();
  }

  async forgetOutcomesBefore(time: Date): Promise<number> {
    const query = this.queries.deleteFrom('idempotency_keys').where('created_at', '<', time);
    return Number((await query.executeTakeFirst()).numDeletedRows);
  }

  /** Upserts what is new or another; the last entry of an id wins. */
  private async write(batch: readonly { id: string; recipe: RecipeContent }[]): Promise<ImportOutcome[]> {
    const known = await this.known(batch.map(({ id }) => id));
    const lastOf = new Map(batch.map((entry) => [entry.id, entry]));
    const rows: Insertable<RecipesTable>[] = [];
    const changes: Insertable<ChangesTable>[] = [];
    const outcomes = batch.map((entry): ImportOutcome => {
      const { id, recipe } = entry;
      if (lastOf.get(id) !== entry) return { id, outcome: 'superseded' };
      const before = known.get(id);
      if (before?.content_hash === contentHash(recipe)) return { id, outcome: 'unchanged' };
      const change = this.change({ kind: 'recipe', id, recipe_id: id, operation: 'upsert' });
      changes.push(change);
      rows.push(recipeRow(entry, { revision: change.sequence, at: this.at }));
      return { id, outcome: before === undefined ? 'created' : 'changed' };
    });
    if (rows.length > 0) await this.upsertRecipes(rows);
    await this.record(changes);
    return outcomes;
  }

  private async upsertRecipes(rows: Insertable<RecipesTable>[]): Promise<void> {
    await this.queries
      .insertInto('recipes')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => ({
          title: row.ref('excluded.title'),
          ingredients: row.ref('excluded.ingredients'),
          instructions: row.ref('excluded.instructions'),
          tags: row.ref('excluded.tags'),
          partition: row.ref('excluded.partition'),
          url: row.ref('excluded.url'),
          content_hash: row.ref('excluded.content_hash'),
          revision: row.ref('excluded.revision'),
          updated_at: row.ref('excluded.updated_at'),
        })),
      )
      .execute();
  }

  /** Revision and content hash of those that are there. */
  private async known(ids: string[]): Promise<Map<string, { revision: number; content_hash: string }>> {
    if (ids.length === 0) return new Map();
    const query = this.queries.selectFrom('recipes').select(['id', 'revision', 'content_hash']);
    const rows = await query.where('id', 'in', ids).execute();
    return new Map(rows.map((row) => [row.id, row]));
  }

  private photoRow(id: string) {
    return this.queries.selectFrom('photos').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** The change with the next sequence number. */
  private change(change: Omit<Insertable<ChangesTable>, 'sequence'>): Insertable<ChangesTable> {
    return { ...change, sequence: ++this.sequence };
  }

  private async record(changes: Insertable<ChangesTable>[]): Promise<void> {
    if (changes.length === 0) return;
    await this.queries
      .insertInto('changes')
      .values(changes)
      .onConflict((conflict) =>
        conflict.columns(['kind', 'id']).doUpdateSet((row) => ({
          recipe_id: row.ref('excluded.recipe_id'),
          operation: row.ref('excluded.operation'),
          sequence: row.ref('excluded.sequence'),
        })),
      )
      .execute();
  }
}

function outcomeOf(before: number | undefined, after: number): WriteOutcome {
  if (before === undefined) return 'created';
  return before === after ? 'unchanged' : 'changed';
}

function notFound(what: string): SejeError {
  return new SejeError('NOT_FOUND', { message: `There is no ${what}`, remedy: 'Check the id.' });
}

function taken(photoId: string, recipeId: string): SejeError {
  return new SejeError('PHOTO_ID_TAKEN', {
    message: `Photo ${photoId} cannot be put here`,
    expected: 'an id that no photo of another recipe has',
    found: `a photo of recipe ${recipeId}`,
    remedy: 'Give another id.',
  });
}
