import type { Kysely } from 'kysely';
import type { CatalogueTables } from '../database/tables.js';
import type { FolderLedger, FolderRecord } from './folder-ledger.js';

/** The ledger in the tables of the catalogue, through one connection or transaction. */
export class SqlFolderLedger implements FolderLedger {
  constructor(private readonly queries: Kysely<CatalogueTables>) {}

  async known(kind: FolderRecord['kind'], ids: readonly string[]): Promise<Map<string, FolderRecord>> {
    if (ids.length === 0) return new Map();
    const query = this.queries.selectFrom('folder_records').selectAll().where('kind', '=', kind);
    const rows = await query.where('id', 'in', ids).execute();
    return new Map(rows.map((row) => [row.id, folderRecord(row)]));
  }

  async note(pass: string, records: readonly FolderRecord[]): Promise<void> {
    if (records.length === 0) return;
    const rows = records.map(({ kind, id, recipeId, revision, source }) => ({
      kind,
      id,
      recipe_id: recipeId,
      revision,
      pass,
      source: source === undefined ? null : JSON.stringify(source),
    }));
    await this.queries
      .insertInto('folder_records')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['kind', 'id']).doUpdateSet((row) => ({
          recipe_id: row.ref('excluded.recipe_id'),
          revision: row.ref('excluded.revision'),
          pass: row.ref('excluded.pass'),
          source: row.ref('excluded.source'),
        })),
      )
      .execute();
  }

  async left(pass: string, limit: number): Promise<FolderRecord[]> {
    const query = this.queries.selectFrom('folder_records').selectAll().where('pass', '<>', pass);
    return (await query.orderBy('kind', 'desc').orderBy('id').limit(limit).execute()).map(folderRecord);
  }

  async forget(records: readonly Pick<FolderRecord, 'kind' | 'id'>[]): Promise<void> {
    for (const kind of ['recipe', 'photo'] as const) {
      const ids = records.filter((record) => record.kind === kind).map(({ id }) => id);
      if (ids.length === 0) continue;
      const query = this.queries.deleteFrom('folder_records').where('kind', '=', kind);
      await query.where('id', 'in', ids).execute();
    }
  }

  async fingerprint(): Promise<string | undefined> {
    const row = await this.queries.selectFrom('folder_state').select('fingerprint').executeTakeFirst();
    return row?.fingerprint;
  }

  async setFingerprint(fingerprint: string): Promise<void> {
    const insert = this.queries.insertInto('folder_state').values({ id: 1, fingerprint });
    await insert.onConflict((conflict) => conflict.column('id').doUpdateSet({ fingerprint })).execute();
  }
}

function folderRecord({
  kind,
  id,
  recipe_id: recipeId,
  revision,
  source,
}: {
  kind: FolderRecord['kind'];
  id: string;
  recipe_id: string;
  revision: number;
  source: FolderRecord['source'] | null;
}): FolderRecord {
  return { kind, id, recipeId, revision, ...(source === null || source === undefined ? {} : { source }) };
}
