import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { withoutKeys } from '../../test/emptied.js';
import { type Catalogue, openCatalogue } from '../store/open-catalogue.js';
import { describeApiKeyStore } from './api-key-store.contract.js';
import { SqlApiKeyStore } from './sql-api-key-store.js';

let folder: string;
let catalogue: Catalogue;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seje-keys-'));
  catalogue = await openCatalogue({ folder });
});
afterAll(async () => {
  await catalogue.close();
  rmSync(folder, { recursive: true });
});

describeApiKeyStore('keys in the embedded database', async (now) => {
  await withoutKeys(catalogue.database);
  return new SqlApiKeyStore(catalogue.database, now);
});
