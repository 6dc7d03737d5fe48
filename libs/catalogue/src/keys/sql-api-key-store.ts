import { SejeError } from '@seje/core';
import type { Selectable } from 'kysely';
import type { CatalogueDatabase } from '../database/catalogue-database.js';
import { onDatabase } from '../database/database-errors.js';
import type { ApiKeysTable } from '../database/tables.js';
import type { ApiKey, MadeApiKey, NewApiKey } from './api-key.js';
import { type ApiKeyStore, NOTE_USE_EVERY_MS } from './api-key-store.js';
import { validKey } from './key-schema.js';
import { digestOf, keyText, newKeyParts } from './key-secret.js';

/** API keys in PostgreSQL's dialect. The caller opens, migrates and closes the database. */
export class SqlApiKeyStore implements ApiKeyStore {
  constructor(
    private readonly database: CatalogueDatabase,
    private readonly now: () => Date = () => new Date(),
  ) {}

  async create(key: NewApiKey): Promise<MadeApiKey> {
    const at = this.now();
    const { name, scopes, expiresAt, rateLimit } = validKey(key, at);
    const parts = newKeyParts();
    const insert = this.queries.insertInto('api_keys').values({
      id: parts.id,
      secret_digest: digestOf(parts.secret),
      name,
      scopes: JSON.stringify(scopes),
      rate_limit: rateLimit ?? null,
      created_at: at,
      expires_at: expiresAt ?? null,
    });
    const row = await this.onDatabase(() => insert.returningAll().executeTakeFirstOrThrow());
    return { key: apiKey(row), text: keyText(parts) };
  }

  async all(): Promise<ApiKey[]> {
    const query = this.queries.selectFrom('api_keys').selectAll().orderBy('created_at').orderBy('id');
    return (await this.onDatabase(() => query.execute())).map(apiKey);
  }

  async revoke(id: string): Promise<void> {
    const update = this.queries
      .updateTable('api_keys')
      .set((make) => ({ revoked_at: make.fn.coalesce('revoked_at', make.val(this.now())) }))
      .where('id', '=', id);
    const { numUpdatedRows } = await this.onDatabase(() => update.executeTakeFirstOrThrow());
    if (numUpdatedRows === 0n) throw notFound(id);
  }

  async noteUse(id: string): Promise<void> {
    const at = this.now();
    const before = new Date(at.getTime() - NOTE_USE_EVERY_MS);
    const update = this.queries
      .updateTable('api_keys')
      .set({ last_used_at: at })
      .where('id', '=', id)
      .where((make) => make.or([make('last_used_at', 'is', null), make('last_used_at', '<=', before)]));
    await this.onDatabase(() => update.execute());
  }

  private get queries(): CatalogueDatabase['queries'] {
    return this.database.queries;
  }

  private onDatabase<T>(work: () => Promise<T>): Promise<T> {
    return onDatabase(this.database.where, work);
  }
}

function apiKey(row: Selectable<ApiKeysTable>): ApiKey {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    secretDigest: row.secret_digest,
    createdAt: row.created_at,
    ...(row.rate_limit === null ? {} : { rateLimit: row.rate_limit }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  };
}

function notFound(id: string): SejeError {
  return new SejeError('NOT_FOUND', {
    message: `There is no key with the id ${JSON.stringify(id)}`,
    remedy: 'Take an id from the list of keys; it is the part of a key between its two first underscores.',
  });
}
