import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ReindexLeftovers } from './reindex-leftovers.js';

const isOver = async (job: string): Promise<boolean> => job === 'failed';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'seje-leftovers-'));
});
afterEach(() => rmSync(state, { recursive: true }));

it('removes what no unfinished job has embedded, and reports of jobs that are forgotten', async () => {
  const [work, reports] = [join(state, 'reindexing'), join(state, 'reports')];
  for (const job of ['failed', 'running']) {
    mkdirSync(join(work, job), { recursive: true });
    writeFileSync(join(work, job, 'page-000000'), '');
  }
  mkdirSync(reports);
  for (const [name, day] of [
    ['old.json', '2026-01-01'],
    ['young.json', '2026-03-01'],
  ] as const) {
    writeFileSync(join(reports, name), '{}');
    utimesSync(join(reports, name), new Date(day), new Date(day));
  }
  await new ReindexLeftovers(work, reports).sweep(new Date('2026-03-10'), isOver);
  expect([readdirSync(work), readdirSync(reports)]).toEqual([['running'], ['young.json']]);
});

it('finds nothing where nothing was ever built', async () => {
  await new ReindexLeftovers(join(state, 'none'), join(state, 'none')).sweep(new Date(), isOver);
  expect(readdirSync(state)).toEqual([]);
});
