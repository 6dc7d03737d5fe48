import { emptied } from '../../test/emptied.js';
import { onPostgres } from '../../test/postgres-catalogue.js';
import { describeFolderSync } from './sync-folder.contract.js';

const postgres = onPostgres();

describeFolderSync('a folder taken into a catalogue on PostgreSQL', async () => {
  await emptied(postgres().catalogue.database);
  return postgres().catalogue;
});
