import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  PATIENTLY,
  RunningService,
  type ServicePlaces,
  newPlaces,
  removePlaces,
} from '../api/running-service.js';
import { FaultRequests, linesOf } from './fault-requests.js';
import { childrenOf, kill } from './processes.js';

/* Services that start again and again, on a machine that may be busy with other tests. */
vi.setConfig({ testTimeout: 300_000 });

/** Enough pages of the catalogue that a builder can be met between two of them. */
const RECIPES = 3_000;

let places: ServicePlaces;
let service: RunningService;
const ask = new FaultRequests(() => service);
beforeEach(async () => {
  places = { ...(await newPlaces()), SEJE_DATA: '' };
  service = await RunningService.start(places);
  await service.untilReady();
  const { body } = await ask.import(linesOf('soup', RECIPES)).expect(202);
  expect(await ask.over(body.id)).toMatchObject({ state: 'succeeded' });
});
afterEach(() => service.stop());
afterAll(removePlaces);

/** Pages that a job's builder has kept. */
async function pagesOf(job: string): Promise<number> {
  const names = await readdir(join(places.SEJE_STATE, 'reindexing', job)).catch((): string[] => []);
  return names.filter((name) => /^page-\d+$/.test(name)).length;
}

async function reindexWithPages(): Promise<string> {
  const { body } = await ask.post('/v1/admin/reindex').expect(202);
  await expect.poll(() => pagesOf(body.id), PATIENTLY).toBeGreaterThan(1);
  return body.id as string;
}

const builders = (): number[] => childrenOf(service.child.pid!, 'builder');

describe('a reindex', () => {
  it('whose builder is killed goes on with another builder, after the last page', async () => {
    const job = await reindexWithPages();
    const kept = await pagesOf(job);
    for (const pid of builders()) kill(pid);
    await expect.poll(() => service.logged('the builder died; another goes on'), PATIENTLY).toHaveLength(1);
    expect(await pagesOf(job)).toBeGreaterThanOrEqual(kept);
    expect(await ask.over(job)).toMatchObject({ state: 'succeeded', attempts: 1 });
    const { current } = (await ask.get('/v1/admin/generations').expect(200)).body;
    expect(current.recipes).toBe(RECIPES);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('is taken up by the next start after %s', async (signal) => {
    const job = await reindexWithPages();
    const kept = await pagesOf(job);
    const [builder] = builders();
    const code = await service.stop(signal);
    expect(code).toBe(signal === 'SIGTERM' ? 0 : null);
    await expect.poll(() => isAlive(builder!), PATIENTLY).toBe(false);
    expect(await pagesOf(job)).toBeGreaterThanOrEqual(kept);
    service = await RunningService.start(places);
    expect(await ask.over(job)).toMatchObject({ state: 'succeeded', attempts: 2 });
  });
});

describe('a rollback', () => {
  it('that is killed once it has gone back does not go forward again', async () => {
    await service.reindexed();
    const pointer = join(places.SEJE_STATE, 'generations', 'current.json');
    const named = async () =>
      JSON.parse(await readFile(pointer, 'utf8')) as { current: string; previous: string };
    const { previous } = await named();
    const { body } = await ask.post('/v1/admin/rollback').expect(202);
    while ((await named()).current !== previous);
    await service.stop('SIGKILL');
    service = await RunningService.start(places);
    await service.untilAnswering();
    expect(await ask.over(body.id)).toMatchObject({ state: 'succeeded', result: { generation: previous } });
    expect((await named()).current).toBe(previous);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
