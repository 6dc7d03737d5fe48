import { withoutJobs } from '../../test/emptied.js';
import { onPostgres } from '../../test/postgres-catalogue.js';
import { describeJobQueue } from './job-queue.contract.js';
import { openJobQueue } from './open-job-queue.js';

const postgres = onPostgres();

describeJobQueue('jobs on PostgreSQL', async (database) => {
  if (database === 'empty') await withoutJobs(postgres().catalogue.database);
  return openJobQueue(postgres().catalogue.database);
});
