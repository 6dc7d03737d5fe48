import { withoutKeys } from '../../test/emptied.js';
import { onPostgres } from '../../test/postgres-catalogue.js';
import { describeApiKeyStore } from './api-key-store.contract.js';
import { SqlApiKeyStore } from './sql-api-key-store.js';

const postgres = onPostgres();

describeApiKeyStore('keys on PostgreSQL', async (now) => {
  await withoutKeys(postgres().catalogue.database);
  return new SqlApiKeyStore(postgres().catalogue.database, now);
});
