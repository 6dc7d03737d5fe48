import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DISHES, writeKitchen } from './kitchen.js';
import {
  ADMIN_KEY,
  PATIENTLY,
  RunningService,
  type ServicePlaces,
  newPlaces,
  removePlaces,
} from './running-service.js';

afterAll(removePlaces);

const carrotCake = { id: 'carrot-cake', title: 'Carrot cake', ingredients: ['3 carrot'], colour: '#e8862a' };

interface Answer {
  readonly generation: string;
  readonly results: readonly { readonly recipe: { readonly id: string } }[];
}

let places: ServicePlaces;
let service: RunningService;

beforeEach(async () => {
  places = await newPlaces();
  service = await RunningService.start(places);
  await service.untilReady();
});
afterEach(() => service.stop());

async function answerTo(recipe: object): Promise<Answer> {
  const response = await service.searchImages(recipe);
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

describe('reindex', () => {
  it('loses no query and shows the new generation, whole, only at its end', async () => {
    const before = (await answerTo({ title: 'Apple pie' })).generation;
    await writeKitchen(places.SEJE_DATA, [...DISHES, carrotCake]);
    const answers: Answer[] = [];
    const asking = new AbortController();
    const queries = [1, 2].map(async () => {
      while (!asking.signal.aborted) answers.push(await answerTo({ title: 'Carrot cake' }));
    });
    const job = await service.reindexed();
    expect(job).toMatchObject({ kind: 'reindex', state: 'succeeded', secondsLeft: 0 });
    await expect.poll(() => answers.at(-1)!.generation, PATIENTLY).toBe(job['generation']);
    asking.abort();
    await Promise.all(queries);

    const generations = answers.map(({ generation }) => generation);
    const firstNew = generations.indexOf(job['generation'] as string);
    expect(firstNew).toBeGreaterThan(0);
    expect(new Set(generations.slice(0, firstNew))).toEqual(new Set([before]));
    expect(new Set(generations.slice(firstNew))).toEqual(new Set([job['generation']]));
    for (const { generation, results } of answers) {
      const hasCake = results.some(({ recipe }) => recipe.id === carrotCake.id);
      expect(hasCake).toBe(generation === job['generation']);
    }
    await service.request().get('/v1/recipes/carrot-cake').expect(200);
  });

  it('runs once at a time', async () => {
    const start = () => service.request().post('/v1/admin/reindex').set('x-api-key', ADMIN_KEY);
    const first = await start().expect(202);
    expect(first.body).toMatchObject({ kind: 'reindex', done: 0 });
    const second = await start().expect(409);
    expect(second.body).toMatchObject({ code: 'JOB_RUNNING', found: `job ${first.body.id}` });
  });

  it('outlives an engine that dies while it opens the new generation', async () => {
    const catalogueRead = service.logged('catalogue read').length;
    const engine = service.enginePid();
    process.kill(engine, 'SIGSTOP');
    const job = service.reindexed();
    await expect.poll(() => service.logged('catalogue read').length, PATIENTLY).toBe(catalogueRead + 1);
    process.kill(engine, 'SIGKILL');
    const { state, generation } = await job;
    expect(state).toBe('succeeded');
    expect((await answerTo({ title: 'Apple pie' })).generation).toBe(generation);
    expect(service.enginePid()).not.toBe(engine);
  });

  it('that fails leaves everything as it was and says why', async () => {
    const before = await answerTo({ title: 'Apple pie' });
    await writeFile(join(places.SEJE_DATA, 'layer1.json'), '[{"id": "apple-pie", ');
    const job = await service.reindexed();
    expect(job).toMatchObject({ state: 'failed', error: { code: 'FILE_DAMAGED' } });
    expect((job['error'] as { detail: string }).detail).toContain('layer1.json');
    expect(await answerTo({ title: 'Apple pie' })).toMatchObject({
      generation: before.generation,
      results: before.results,
    });
    await service.request().get('/health/ready').expect(200);
    await service.request().get('/v1/recipes/apple-pie').expect(200);
    expect(await readdir(join(places.SEJE_STATE, 'generations'))).toHaveLength(2);
  });

  it('keeps the previous generation and removes older ones', async () => {
    for (let i = 0; i < 3; i++) expect(await service.reindexed()).toMatchObject({ state: 'succeeded' });
    const generations = await readdir(join(places.SEJE_STATE, 'generations'));
    expect(generations.filter((name) => name.startsWith('20')).length).toBe(2);
  });
});

describe('starting again', () => {
  it('serves the index that is there, and leaves out recipes that left the catalogue', async () => {
    const { generation } = await answerTo({ title: 'Apple pie' });
    await service.stop();
    await writeKitchen(places.SEJE_DATA, DISHES.slice(1));
    service = await RunningService.start(places);
    await service.untilReady();
    expect(service.logged('reindex started')).toEqual([]);
    const after = await answerTo({ title: 'Apple pie' });
    expect(after.generation).toBe(generation);
    expect(after.results.map(({ recipe }) => recipe.id).toSorted()).toEqual(
      DISHES.slice(1)
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  it.each(['recipes.hnsw', 'manifest.json'])(
    'builds the index again where its %s is damaged',
    async (file) => {
      const { generation } = await answerTo({ title: 'Apple pie' });
      await service.stop();
      const folder = join(places.SEJE_STATE, 'generations', generation);
      await writeFile(join(folder, file), 'damaged');
      service = await RunningService.start(places);
      await service.untilReady();
      expect((await answerTo({ title: 'Apple pie' })).generation).not.toBe(generation);
    },
  );

  it('answers once the data folder is whole again', async () => {
    await service.stop();
    const layer1 = join(places.SEJE_DATA, 'layer1.json');
    await rename(layer1, `${layer1}.away`);
    const broken = await RunningService.start(places);
    expect(await broken.ended).toBe(1);
    expect(broken.output.join('\n')).toContain('DATA_EMPTY: ');
    await rename(`${layer1}.away`, layer1);
    service = await RunningService.start(places);
    await service.untilReady();
  });
});
