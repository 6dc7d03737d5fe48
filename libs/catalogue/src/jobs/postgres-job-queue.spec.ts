import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { withoutJobs } from '../../test/emptied.js';
import { NO_POSTGRES, ThrowawayPostgres } from '../../test/throwaway-postgres.js';
import { type Catalogue, openCatalogue } from '../store/open-catalogue.js';
import { describeJobQueue } from './job-queue.contract.js';
import { openJobQueue } from './open-job-queue.js';

let folder: string;
let postgres: ThrowawayPostgres | undefined;
let catalogue: Catalogue;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seje-jobs-'));
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

describeJobQueue('jobs on PostgreSQL', async (database) => {
  if (database === 'empty') await withoutJobs(catalogue.database);
  return openJobQueue(catalogue.database);
});
