import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { emptied } from '../../test/emptied.js';
import { NO_POSTGRES, ThrowawayPostgres } from '../../test/throwaway-postgres.js';
import { type Catalogue, openCatalogue } from '../store/open-catalogue.js';
import { describeFolderSync } from './sync-folder.contract.js';

let folder: string;
let postgres: ThrowawayPostgres | undefined;
let catalogue: Catalogue | undefined;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seje-sync-'));
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

describeFolderSync('a folder taken into a catalogue on PostgreSQL', async () => {
  await emptied(catalogue!.database);
  return catalogue!;
});
