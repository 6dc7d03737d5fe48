import { removePlaces } from '../api/running-service.js';
import { judgeSwaps } from './swap/judge-swaps.js';
import { type Change, swapThrough } from './swap/swap-through.js';

/** Twenty reindexes, and after every fourth a roll back. */
const CHANGES: readonly Change[] = Array.from({ length: 5 }, (): Change[] => [
  'reindex',
  'reindex',
  'reindex',
  'reindex',
  'rollback',
]).flat();

/** `npm run test:swap`: ends with 1 where a query failed or an answer was not of one generation. */
export async function measure(): Promise<void> {
  const startedAt = performance.now();
  const record = await swapThrough(CHANGES, (done) =>
    process.stdout.write(`change ${done} of ${CHANGES.length}\n`),
  );
  await removePlaces();
  const problems = judgeSwaps(record);
  const answers = record.clients.reduce((sum, { length }) => sum + length, 0);
  const seconds = (performance.now() - startedAt) / 1000;
  process.stdout.write(
    `${answers} queries through ${CHANGES.length} changes in ${seconds.toFixed(0)} s: ${problems.length} problems\n`,
  );
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
}
