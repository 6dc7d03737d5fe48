import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import {
  PATIENTLY,
  RunningService,
  type ServicePlaces,
  newPlaces,
  removePlaces,
} from '../api/running-service.js';
import { FaultRequests, linesOf } from './fault-requests.js';

/* Services that start again and again, on a machine that may be busy with other tests. */
vi.setConfig({ testTimeout: 300_000 });

/** Where Debian's package faketime puts its library, under a folder for the machine's kind. */
const LIB = '/usr/lib';
const LIBRARY = 'faketime/libfaketimeMT.so.1';
const JUMPS = { 'a day ahead': '+1d', 'an hour back': '-1h' };
const HALF_AN_HOUR_MS = 1_800_000;

let service: RunningService;
const ask = new FaultRequests(() => service);
afterEach(() => service?.stop());
afterAll(removePlaces);

/** A service whose time of day is what a file says, beside the machine's: `+1d`, `-1h`. */
class Clock {
  private constructor(
    private readonly file: string,
    private readonly library: string,
  ) {}

  static async beside(places: ServicePlaces, ctx: TestContext): Promise<Clock> {
    const library = readdirSync(LIB)
      .map((kind) => join(LIB, kind, LIBRARY))
      .find((path) => existsSync(path));
    if (library === undefined) ctx.skip('no libfaketime here: apt-get install faketime');
    const clock = new Clock(join(places.SEJE_BUNDLE, '..', 'clock'), library);
    await clock.jump('+0');
    return clock;
  }

  async jump(to: string): Promise<void> {
    await writeFile(this.file, `${to}\n`);
  }

  /** Timers go by the monotonic clock, which no jump moves: it is left as it is. */
  get environment(): Record<string, string> {
    return {
      LD_PRELOAD: this.library,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }
}

describe.each(Object.entries(JUMPS))('a clock that jumps %s', (_, to) => {
  it('changes no promise: jobs, keys, revisions, searches', async (ctx) => {
    const places = { ...(await newPlaces()), SEJE_DATA: '' };
    const clock = await Clock.beside(places, ctx);
    service = await RunningService.start(places, clock.environment);
    await service.untilReady();
    const key = { 'idempotency-key': `before the jump ${to}`.replaceAll(' ', '-') };
    const first = await ask.putRecipe('soup').set(key).expect(201);
    const { body: job } = await ask.import(linesOf('i', 3_000)).expect(202);
    const { body: waiting } = await ask.post('/v1/admin/reindex').expect(202);

    const timeOf = async (): Promise<number> =>
      Date.parse((await ask.get('/v1/recipes/soup')).headers['date'] as string);
    const before = await timeOf();
    await clock.jump(to);
    // Node keeps the text of the date for a second.
    const jumped = async (): Promise<number> => Math.abs((await timeOf()) - before);
    await expect.poll(jumped, PATIENTLY).toBeGreaterThan(HALF_AN_HOUR_MS);

    const again = await ask.putRecipe('soup').set(key).expect(201);
    expect(again.headers).toMatchObject({ etag: first.headers['etag'], 'idempotency-replayed': 'true' });
    const changed = await ask.putRecipe('soup', 'Soup anew').set('if-match', first.headers['etag'] as string);
    expect(changed.status).toBe(200);
    const revision = (answer: { headers: Record<string, string> }): number =>
      Number.parseInt(answer.headers['etag']!.slice(1), 10);
    expect(revision(changed)).toBeGreaterThan(revision(first));
    expect(await ask.over(job.id)).toMatchObject({ state: 'succeeded', result: { lines: 3_000 } });
    expect(await ask.over(waiting.id)).toMatchObject({ state: 'succeeded' });
    expect((await ask.putPhoto('soup', 'soup.jpg')).status).toBe(201);
    const found = async () =>
      ((await (await service.searchImages({ title: 'Apple' })).json()) as { results: object[] }).results
        .length;
    await expect.poll(found, PATIENTLY).toBe(1);
    expect(await service.reindexed()).toMatchObject({ state: 'succeeded' });

    await service.stop('SIGKILL');
    await clock.jump('+0');
    service = await RunningService.start(places, clock.environment);
    await service.untilReady();
    expect(await found()).toBe(1);
    expect(await service.reindexed()).toMatchObject({ state: 'succeeded' });
    expect((await ask.get('/v1/recipes/soup')).headers['etag']).toContain(`"${revision(changed)}`);
  });
});
