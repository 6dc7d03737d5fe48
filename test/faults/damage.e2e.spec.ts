import { cp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunningService, type ServicePlaces, newPlaces, removePlaces } from '../api/running-service.js';

/* Services that start again and again, on a machine that may be busy with other tests. */
vi.setConfig({ testTimeout: 300_000 });

let places: ServicePlaces;
let service: RunningService;
beforeEach(async () => {
  places = await newPlaces();
  await start();
});
afterEach(() => service.stop());
afterAll(removePlaces);

async function start(): Promise<void> {
  service = await RunningService.start(places);
  await service.untilReady();
}

const REFUSAL = /^(CHECKSUM_MISMATCH|FILE_NOT_FOUND|JSON_INVALID|GENERATION_INVALID)$/;

/** What a search for photos answers with: the generation, and how many photos. */
async function answer(): Promise<{ generation: string; photos: number }> {
  const response = await service.searchImages({ title: 'Apple pie' });
  const { generation, results } = (await response.json()) as { generation: string; results: object[] };
  return { generation, photos: results.length };
}

async function flipBit(path: string): Promise<void> {
  const bytes = await readFile(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = bytes[middle]! ^ 1;
  await writeFile(path, bytes);
}

const halve = async (path: string): Promise<void> =>
  truncate(path, Math.floor((await readFile(path)).length / 2));
const DAMAGES = {
  'a flipped bit': flipBit,
  'half its length': halve,
  'no such file': (path: string) => rm(path),
};

describe('each file of an index that is damaged', () => {
  it('is refused with a code, the pair before answers, and the index is built again', async () => {
    const { generation: previous } = await answer();
    await service.reindexed();
    const { generation: current, photos } = await answer();
    await service.stop();
    const generations = join(places.SEJE_STATE, 'generations');
    const kept = `${generations}-kept`;
    await cp(generations, kept, { recursive: true });
    const damages = Object.entries(DAMAGES);
    for (const [number, name] of (await readdir(join(kept, current))).entries()) {
      await service.stop('SIGKILL');
      await rm(generations, { recursive: true });
      await cp(kept, generations, { recursive: true });
      const [what, damage] = damages[number % damages.length]!;
      await damage(join(generations, current, name));
      service = await RunningService.start(places);
      await service.untilAnswering();
      expect(service.logged('the index on disk does not fit'), `${name} with ${what}`).toMatchObject([
        { generation: current, err: { code: expect.stringMatching(REFUSAL) } },
      ]);
      expect((await answer()).photos).toBe(photos);
    }
    await service.untilReady();
    const { generation: rebuilt } = await answer();
    expect([current, previous]).not.toContain(rebuilt);
    // The pair to go back to is the one that answered meanwhile, not the damaged one.
    expect(await service.rolledBack()).toMatchObject({ state: 'succeeded' });
  });

  it('the pointer too: the newest index answers', async () => {
    const before = await answer();
    await service.stop();
    await flipBit(join(places.SEJE_STATE, 'generations', 'current.json'));
    await start();
    expect((await answer()).photos).toBe(before.photos);
    expect(await service.reindexed()).toMatchObject({ state: 'succeeded' });
  });
});

describe('an index that was half-written', () => {
  it('is never opened, and is removed by the next build', async () => {
    const { generation } = await answer();
    await service.stop();
    const generations = join(places.SEJE_STATE, 'generations');
    const half = join(generations, '.building-half-1073741823-1');
    const whole = join(generations, generation);
    await cp(whole, half, { recursive: true });
    await rm(join(half, 'manifest.json'));
    await start();
    expect((await answer()).generation).toBe(generation);
    await service.reindexed();
    expect(await readdir(generations)).not.toContain('.building-half-1073741823-1');
  });
});

describe('a bundle that is damaged', () => {
  const trunk = (folder: string): string => join(folder, 'image-trunk.onnx');

  it('in the folder that the settings name: the held copy answers, and the log says so', async () => {
    const before = await answer();
    await service.stop();
    await flipBit(trunk(places.SEJE_BUNDLE));
    await start();
    expect(await answer()).toEqual(before);
    expect(service.logged('the bundle that the settings name cannot be opened')).toMatchObject([
      { err: { code: 'BUNDLE_INVALID' } },
    ]);
  });

  it('in the held copy: it is copied again', async () => {
    const before = await answer();
    await service.stop();
    const bundles = join(places.SEJE_STATE, 'bundles');
    for (const name of await readdir(bundles)) await flipBit(trunk(join(bundles, name)));
    await start();
    expect(await answer()).toEqual(before);
  });

  it('in both: the start ends with BUNDLE_INVALID', async () => {
    await service.stop();
    const bundles = join(places.SEJE_STATE, 'bundles');
    for (const name of await readdir(bundles)) await flipBit(trunk(join(bundles, name)));
    await flipBit(trunk(places.SEJE_BUNDLE));
    service = await RunningService.start(places);
    expect(await service.ended).toBe(1);
    expect(service.output.join('\n')).toContain('BUNDLE_INVALID: ');
  });
});
