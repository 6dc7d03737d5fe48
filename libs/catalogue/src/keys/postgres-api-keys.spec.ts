import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { withoutKeys } from '../../test/emptied.js';
import { NO_POSTGRES, ThrowawayPostgres } from '../../test/throwaway-postgres.js';
import { type Catalogue, openCatalogue } from '../store/open-catalogue.js';
import { describeApiKeyStore } from './api-key-store.contract.js';
import { SqlApiKeyStore } from './sql-api-key-store.js';

let folder: string;
let postgres: ThrowawayPostgres | undefined;
let catalogue: Catalogue;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seje-keys-'));
  postgres = await ThrowawayPostgres.start();
  if (postgres !== undefined) catalogue = await openCatalogue({ folder, databaseUrl: postgres.database() });
});
beforeEach((ctx) => {
  if (postgres === undefined) ctx.skip(NO_POSTGRES);
});
afterAll(async () => {
  await catalogue?.close();
  await postgres?.stop();
  rmSync(folder, { recursive: true });
});

describeApiKeyStore('keys on PostgreSQL', async (now) => {
  await withoutKeys(catalogue.database);
  return new SqlApiKeyStore(catalogue.database, now);
});
