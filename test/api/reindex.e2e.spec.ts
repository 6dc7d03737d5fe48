import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTinyBundle } from '../fixtures/tiny-bundle.js';
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
  readonly results: readonly { readonly recipe: { readonly id: string }; readonly score: number }[];
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

const idsOf = ({ results }: Answer): string[] => results.map(({ recipe }) => recipe.id);
const admin = (path: string) => service.request().post(`/v1/admin/${path}`).set('x-api-key', ADMIN_KEY);

/** A bundle beside the service's own, which it may be changed to. */
async function anotherBundle(options: Parameters<typeof makeTinyBundle>[1]): Promise<string> {
  const folder = join(places.SEJE_BUNDLE, '..', `bundle-${JSON.stringify(options).length}`);
  await makeTinyBundle(folder, options);
  return folder;
}

describe('reindex', () => {
  it('loses no query and changes to the new generation at once', async () => {
    const before = (await answerTo({ title: 'Apple pie' })).generation;
    await writeKitchen(places.SEJE_DATA, [...DISHES, carrotCake]);
    const answers: Answer[] = [];
    const asking = new AbortController();
    const queries = [1, 2].map(async () => {
      while (!asking.signal.aborted) answers.push(await answerTo({ title: 'Carrot cake' }));
    });
    const job = await service.reindexed();
    expect(job).toMatchObject({ kind: 'reindex', state: 'succeeded', secondsLeft: 0 });
    const { generation } = job['result'] as { generation: string };
    await expect.poll(() => answers.at(-1)!.generation, PATIENTLY).toBe(generation);
    asking.abort();
    await Promise.all(queries);

    const generations = answers.map((answer) => answer.generation);
    expect(new Set(generations)).toEqual(new Set([before, generation]));
    for (const answer of answers) {
      if (answer.generation === generation) expect(idsOf(answer)).toContain(carrotCake.id);
    }
    await service.request().get('/v1/recipes/carrot-cake').expect(200);
  });

  it('runs once at a time', async () => {
    const first = await admin('reindex').expect(202);
    expect(first.body).toMatchObject({ kind: 'reindex', done: 0 });
    const second = await admin('reindex').expect(409);
    expect(second.body).toMatchObject({ code: 'JOB_RUNNING', found: `job ${first.body.id}` });
  });

  it('outlives an engine that dies meanwhile', async () => {
    const engine = service.enginePid();
    const job = service.reindexed();
    process.kill(engine, 'SIGKILL');
    const { state, result } = await job;
    expect(state).toBe('succeeded');
    await service.untilReady();
    const { generation } = await answerTo({ title: 'Apple pie' });
    expect(generation).toBe((result as { generation: string }).generation);
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
  });

  it('keeps the previous generation and removes older ones', async () => {
    for (let i = 0; i < 3; i++) expect(await service.reindexed()).toMatchObject({ state: 'succeeded' });
    const generations = await readdir(join(places.SEJE_STATE, 'generations'));
    expect(generations.filter((name) => name.startsWith('20')).length).toBe(2);
  });
});

describe('another bundle', () => {
  it('is changed to with its index in one call, and back again', async () => {
    const before = await answerTo({ title: 'Apple pie' });
    const bundle = await anotherBundle({ seed: 2, dimension: 24 });
    const { body: readyBefore } = await service.readiness();
    const job = await service.reindexed({ bundle });
    expect(job).toMatchObject({ state: 'succeeded' });
    const after = await answerTo({ title: 'Apple pie' });
    expect(after.generation).not.toBe(before.generation);
    expect(after.results[0]!.score).not.toBeCloseTo(before.results[0]!.score, 6);
    expect((await service.readiness()).body['bundle']).not.toBe(readyBefore['bundle']);

    // The folder it came from is no longer needed, nor is that of the first one.
    await rm(bundle, { recursive: true });
    await service.stop();
    service = await RunningService.start(places);
    await service.untilReady();
    expect(await answerTo({ title: 'Apple pie' })).toMatchObject({
      generation: after.generation,
      results: after.results,
    });

    expect(await service.rolledBack()).toMatchObject({ state: 'succeeded' });
    expect(await answerTo({ title: 'Apple pie' })).toMatchObject({
      generation: before.generation,
      results: before.results,
    });
    expect((await service.readiness()).body['bundle']).toBe(readyBefore['bundle']);
  });

  it('that finds less is refused with a report, unless forced', async () => {
    const before = await answerTo({ title: 'Apple pie' });
    const bundle = await anotherBundle({ vocabulary: ['apple', 'flour'] });
    const job = await service.reindexed({ bundle });
    expect(job).toMatchObject({ state: 'failed', error: { code: 'GATE_FAILED' } });
    expect(await answerTo({ title: 'Apple pie' })).toMatchObject({
      generation: before.generation,
      results: before.results,
    });
    const report = await service
      .request()
      .get(`/v1/admin/jobs/${job['id'] as string}/report`)
      .set('x-api-key', ADMIN_KEY)
      .expect(200);
    expect(report.body).toMatchObject({ old: { name: before.generation }, new: expect.any(Object) });
    expect(await service.reindexed({ bundle, force: true })).toMatchObject({ state: 'succeeded' });
  });

  it('that is damaged changes nothing', async () => {
    const before = await answerTo({ title: 'Apple pie' });
    const bundle = await anotherBundle({ seed: 3 });
    await writeFile(join(bundle, 'image-trunk.onnx'), 'damaged');
    const job = await service.reindexed({ bundle });
    expect(job).toMatchObject({ state: 'failed', error: { code: 'BUNDLE_INVALID' } });
    expect((await answerTo({ title: 'Apple pie' })).generation).toBe(before.generation);
  });

  it('is changed to when the settings name it, while the old one answers', async () => {
    const before = await answerTo({ title: 'Apple pie' });
    await service.stop();
    const bundle = await anotherBundle({ seed: 2, dimension: 24 });
    service = await RunningService.start({ ...places, SEJE_BUNDLE: bundle });
    await service.untilAnswering();
    expect((await answerTo({ title: 'Apple pie' })).generation).toBe(before.generation);
    await expect
      .poll(async () => (await answerTo({ title: 'Apple pie' })).generation, PATIENTLY)
      .not.toBe(before.generation);
  });
});

describe('rolling back', () => {
  it('is refused where there is nothing to go back to', async () => {
    expect(await service.rolledBack()).toMatchObject({ state: 'failed', error: { code: 'NOT_FOUND' } });
    await answerTo({ title: 'Apple pie' });
  });

  it('keeps what was written since', async () => {
    await service.reindexed();
    await writeKitchen(places.SEJE_DATA, [...DISHES.slice(1), carrotCake]);
    await service.reindexed();
    expect(await service.rolledBack()).toMatchObject({ state: 'succeeded' });
    const ids = idsOf(await answerTo({ title: 'Carrot cake' }));
    expect(ids).toContain(carrotCake.id);
    expect(ids).not.toContain(DISHES[0]!.id);
  });
});

describe('starting again', () => {
  it('serves the index that is there, and leaves out recipes that left the folder', async () => {
    const { generation } = await answerTo({ title: 'Apple pie' });
    await service.stop();
    await writeKitchen(places.SEJE_DATA, DISHES.slice(1));
    service = await RunningService.start(places);
    await service.untilReady();
    await expect
      .poll(async () => idsOf(await answerTo({ title: 'Apple pie' })).toSorted(), PATIENTLY)
      .toEqual(
        DISHES.slice(1)
          .map(({ id }) => id)
          .toSorted(),
      );
    expect((await answerTo({ title: 'Apple pie' })).generation).toBe(generation);
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

  it('answers with the index before where the current one is damaged, and builds it again', async () => {
    const first = (await answerTo({ title: 'Apple pie' })).generation;
    await service.reindexed();
    const second = (await answerTo({ title: 'Apple pie' })).generation;
    await service.stop();
    await writeFile(join(places.SEJE_STATE, 'generations', second, 'images.hnsw'), 'damaged');
    service = await RunningService.start(places);
    await service.untilAnswering();
    expect([first, second]).toContain((await answerTo({ title: 'Apple pie' })).generation);
    await expect
      .poll(
        async () => [first, second].includes((await answerTo({ title: 'Apple pie' })).generation),
        PATIENTLY,
      )
      .toBe(false);
  });

  it('answers though the data folder cannot be read, and says so', async () => {
    await service.stop();
    const layer1 = join(places.SEJE_DATA, 'layer1.json');
    await rename(layer1, `${layer1}.away`);
    service = await RunningService.start(places);
    await service.untilReady();
    await answerTo({ title: 'Apple pie' });
    await expect.poll(() => service.logged('job failed').length, PATIENTLY).toBeGreaterThan(0);
  });
});
