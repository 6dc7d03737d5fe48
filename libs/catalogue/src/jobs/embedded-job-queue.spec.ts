import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { withoutJobs } from '../../test/emptied.js';
import { type Catalogue, openCatalogue } from '../store/open-catalogue.js';
import { describeJobQueue } from './job-queue.contract.js';
import { openJobQueue } from './open-job-queue.js';

let folder: string;
let catalogue: Catalogue;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seje-jobs-'));
  catalogue = await openCatalogue({ folder });
});
afterAll(async () => {
  await catalogue.close();
  rmSync(folder, { recursive: true });
});

describeJobQueue('jobs on the embedded database', async (database) => {
  if (database === 'empty') await withoutJobs(catalogue.database);
  return openJobQueue(catalogue.database);
});
