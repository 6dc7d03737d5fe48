import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { NO_POSTGRES, ThrowawayPostgres } from '../../test/throwaway-postgres.js';
import { coded, soup } from '../store/catalogue-store.contract.js';
import { openCatalogue, photosIn } from '../store/open-catalogue.js';
import { describeBackup } from './backup.contract.js';
import { restoreBackup } from './restore-backup.js';
import { writeBackup } from './write-backup.js';

let postgres: ThrowawayPostgres | undefined;
beforeAll(async () => {
  postgres = await ThrowawayPostgres.start();
});
afterAll(() => postgres?.stop());

describeBackup(
  'a backup of a catalogue on PostgreSQL',
  async () => ({ databaseUrl: postgres!.database() }),
  () => (postgres === undefined ? NO_POSTGRES : undefined),
);

it('a backup moves a catalogue from the embedded database to a server, and is refused where one is', async (ctx) => {
  if (postgres === undefined) ctx.skip(NO_POSTGRES);
  const root = mkdtempSync(join(tmpdir(), 'seje-backup-'));
  const folder = join(root, 'catalogue');
  const from = join(root, 'backup.tar');
  const embedded = await openCatalogue({ folder });
  const { recipe } = await embedded.store.putRecipe('soup', soup());
  await writeFile(from, await buffer(await writeBackup({ ...embedded, photoSettings: photosIn(folder) })));
  await embedded.close();
  const place = { folder: join(root, 'other'), databaseUrl: postgres!.database() };
  await restoreBackup({ from, ...place });
  const server = await openCatalogue(place);
  expect(await server.store.recipe('soup')).toEqual(recipe);
  await server.close();
  const again = restoreBackup({ from, ...place, folder: join(root, 'third') });
  await expect(again).rejects.toThrow(coded('SETTINGS_INVALID'));
  rmSync(root, { recursive: true });
});
