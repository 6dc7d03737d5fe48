import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

it('forgets what it noted of jobs that are no longer kept, when it is opened', async () => {
  await withoutJobs(catalogue.database);
  const queue = await openJobQueue(catalogue.database);
  const kept = await queue.enqueue('add', {});
  const row = (job_id: string) => ({ job_id, checkpoint: '{}', updated_at: new Date() });
  const rows = [row(kept.id), row('00000000-0000-4000-8000-000000000000')];
  await catalogue.database.queries.insertInto('job_progress').values(rows).execute();
  await queue.close();
  await (await openJobQueue(catalogue.database)).close();
  const noted = await catalogue.database.queries.selectFrom('job_progress').select('job_id').execute();
  expect(noted.map(({ job_id }) => job_id)).toEqual([kept.id]);
});
