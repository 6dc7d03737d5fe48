import { afterAll, describe, expect, it, vi } from 'vitest';
import { NO_POSTGRES, ThrowawayPostgres } from '../../libs/catalogue/test/throwaway-postgres.js';
import { PATIENTLY, RunningService, newPlaces, removePlaces } from '../api/running-service.js';
import { FaultRequests, linesOf } from './fault-requests.js';
import { assertOneJobAtATime } from './job-log.js';

/* Services that start again and again, on a machine that may be busy with other tests. */
vi.setConfig({ testTimeout: 300_000 });

let service: RunningService;
let postgres: ThrowawayPostgres | undefined;
const ask = new FaultRequests(() => service);
afterAll(async () => {
  await service?.stop();
  await postgres?.stop();
  await removePlaces();
});

const titlesFound = async (): Promise<string[]> => {
  const { results } = (await (await service.searchImages({ title: 'Apple' })).json()) as {
    results?: { recipe: { title: string } }[];
  };
  return (results ?? []).map(({ recipe }) => recipe.title);
};

describe('a database server that goes away', () => {
  it('is 503 with Retry-After until it is back, then all goes on', async (ctx) => {
    postgres = await ThrowawayPostgres.start();
    if (postgres === undefined) ctx.skip(NO_POSTGRES);
    const places = { ...(await newPlaces('absent')), SEJE_DATA: '' };
    service = await RunningService.start(places, { DATABASE_URL: postgres!.database() });
    await service.untilReady();
    await ask.putRecipe('soup').expect(201);
    expect((await ask.putPhoto('soup', 'soup.jpg')).status).toBe(201);
    const engine = service.enginePid();
    const { body: job } = await ask.import(linesOf('i', 6_000)).expect(202);
    await ask.running(job.id);

    await postgres!.goAway();
    const gone = expect.objectContaining({ code: 'DATABASE_FAILED', remedy: expect.any(String) });
    for (const answer of [
      await ask.putRecipe('stew'),
      await ask.get('/v1/recipes/soup'),
      await service.request().post('/v1/search/images').send({ title: 'Apple' }),
      await ask.post('/v1/admin/reindex'),
      await ask.get('/v1/admin/jobs'),
    ]) {
      expect(answer).toMatchObject({ status: 503, body: gone });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    await service.request().get('/health/live').expect(200);
    await expect
      .poll(() => service.readiness(), PATIENTLY)
      .toMatchObject({
        status: 503,
        body: { ready: false, code: 'DATABASE_FAILED' },
      });

    await postgres!.startAgain();
    await service.untilAnswering();
    expect(service.enginePid()).toBe(engine);
    await ask.putRecipe('soup', 'Soup again').expect(200);
    await expect.poll(titlesFound, PATIENTLY).toEqual(['Soup again']);
    // The import met the gap: it is taken up from its checkpoint, and is not running twice.
    expect(await ask.over(job.id)).toMatchObject({ state: 'succeeded', result: { lines: 6_000, errors: 0 } });
    assertOneJobAtATime(service.output);
    await ask.get('/v1/recipes/i-5999').expect(200);
  });
});
