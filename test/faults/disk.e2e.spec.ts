import { join } from 'node:path';
import { type TestContext, afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { NO_POSTGRES, ThrowawayPostgres } from '../../libs/catalogue/test/throwaway-postgres.js';
import { RunningService, type ServicePlaces, newPlaces, removePlaces } from '../api/running-service.js';
import { copyEmptyCatalogue } from '../api/empty-catalogue.js';
import { FaultRequests, linesOf } from './fault-requests.js';
import { SmallDisk } from './small-disk.js';

/* Services that start again and again, on a machine that may be busy with other tests. */
vi.setConfig({ testTimeout: 300_000 });

/** The embedded database has 42 MB when it is new, and keeps as much again for its log. */
const STATE_MIB = 160;
const SMALL_MIB = 8;
const KIB = 1024;

let service: RunningService;
const ask = new FaultRequests(() => service);
const disks: SmallDisk[] = [];
let postgres: ThrowawayPostgres | undefined;

afterEach(async () => {
  await service?.stop('SIGKILL');
  for (const disk of disks.splice(0)) await disk.unmount();
});
afterAll(async () => {
  await postgres?.stop();
  await removePlaces();
});

async function mounted(folder: string, mib: number, ctx: TestContext): Promise<SmallDisk> {
  const disk = await SmallDisk.mount(folder, mib, ctx);
  disks.push(disk);
  return disk;
}

async function start(places: ServicePlaces, environment: Record<string, string> = {}): Promise<void> {
  service = await RunningService.start({ ...places, SEJE_DATA: '' }, environment);
  await service.untilReady();
}

const titles = async (): Promise<string[]> =>
  (await ask.get('/v1/recipes?limit=200').expect(200)).body.recipes.map(
    ({ title }: { title: string }) => title,
  );

describe('a disk that is full, embedded database', () => {
  it('refuses with a code, loses nothing, and goes on once there is room', async (ctx) => {
    const places = await newPlaces('absent');
    const disk = await mounted(places.SEJE_STATE, STATE_MIB, ctx);
    await copyEmptyCatalogue(join(places.SEJE_STATE, 'catalogue'));
    await start(places);
    await ask.putRecipe('before').expect(201);
    await disk.fill(64 * KIB);

    const acknowledged = ['Soup before'];
    let refused: { status: number; body: { code: string } } | undefined;
    for (let i = 0; refused === undefined; i++) {
      const title = `Soup ${i} ${'with onions '.repeat(40)}`;
      const answer = await ask.putRecipe(`r${i}`, title);
      if (answer.status === 201) acknowledged.push(title);
      else refused = answer;
    }
    expect([refused.status, refused.body.code]).toBeOneOf([
      [507, 'DISK_FULL'],
      [503, 'DATABASE_FAILED'],
    ]);
    expect((await ask.import(linesOf('i', 4_000))).body).toMatchObject({ code: 'DISK_FULL', status: 507 });
    await service.request().get('/health/live').expect(200);

    await disk.makeRoom();
    // A database whose log met the full disk has stopped; what it acknowledged is there at the next start.
    if ((await ask.putRecipe('after')).status !== 201) {
      expect((await service.readiness()).status).toBe(503);
      expect(await service.stop()).toBe(0);
      await start(places);
      await ask.putRecipe('after').expect(201);
    }
    expect((await titles()).toSorted()).toEqual([...acknowledged, 'Soup after'].toSorted());
  });
});

describe('a disk that is full, with the database on a server', () => {
  it('refuses photos, imports and a reindex with DISK_FULL, and goes on answering', async (ctx) => {
    postgres ??= await ThrowawayPostgres.start();
    if (postgres === undefined) ctx.skip(NO_POSTGRES);
    const places = await newPlaces('absent');
    const disk = await mounted(places.SEJE_STATE, SMALL_MIB, ctx);
    await start(places, { DATABASE_URL: postgres!.database() });
    await ask.putRecipe('soup').expect(201);
    await disk.fill(0);

    const photo = await ask.putPhoto('soup', 'soup.jpg');
    expect(photo).toMatchObject({ status: 507, body: { code: 'DISK_FULL' } });
    expect(await ask.import(linesOf('i', 10))).toMatchObject({ status: 507, body: { code: 'DISK_FULL' } });
    const { body } = await ask.post('/v1/admin/reindex').expect(202);
    expect(await ask.over(body.id)).toMatchObject({ state: 'failed', error: { code: 'DISK_FULL' } });
    await service.request().get('/health/ready').expect(200);
    await ask.putRecipe('stew').expect(201);

    await disk.makeRoom();
    expect((await ask.putPhoto('soup', 'soup.jpg')).status).toBe(201);
    expect(await service.reindexed()).toMatchObject({ state: 'succeeded' });
    const found = await service.searchImages({ title: 'Apple' });
    expect(((await found.json()) as { results: object[] }).results).toHaveLength(1);
  });
});

describe('a disk that is read-only', () => {
  it('ends the start, naming the folder', async (ctx) => {
    const places = await newPlaces('absent');
    const disk = await mounted(places.SEJE_STATE, SMALL_MIB, ctx);
    await disk.readOnly();
    service = await RunningService.start({ ...places, SEJE_DATA: '' });
    expect(await service.ended).toBe(1);
    expect(service.output.join('\n')).toMatch(/^DISK_WRITE_FAILED: .*state/m);
  });

  it('under photos and index: writes of those are refused, all else goes on', async (ctx) => {
    const places = await newPlaces();
    const photos = await mounted(join(places.SEJE_STATE, 'catalogue', 'photos'), SMALL_MIB, ctx);
    const generations = await mounted(join(places.SEJE_STATE, 'generations'), SMALL_MIB, ctx);
    await start(places);
    await ask.putRecipe('soup').expect(201);
    expect((await ask.putPhoto('soup', 'soup.jpg')).status).toBe(201);
    await photos.readOnly();
    await generations.readOnly();

    const refused = await ask.putPhoto('soup', 'other.jpg', '#123456');
    expect(refused).toMatchObject({ status: 500, body: { code: 'DISK_WRITE_FAILED' } });
    expect(await service.reindexed()).toMatchObject({
      state: 'failed',
      error: { code: 'DISK_WRITE_FAILED' },
    });
    await ask.get('/v1/recipes/soup/photos/soup.jpg').expect(200);
    await ask.putRecipe('stew').expect(201);
    await service.request().get('/health/ready').expect(200);

    await photos.writable();
    await generations.writable();
    expect((await ask.putPhoto('soup', 'other.jpg', '#123456')).status).toBe(201);
    expect(await service.reindexed()).toMatchObject({ state: 'succeeded' });
  });
});
