import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DISHES, photoIdOf, photoOf } from './kitchen.js';
import { ADMIN_KEY, PATIENTLY, RunningService, newPlaces, removePlaces } from './running-service.js';

let service: RunningService;

beforeAll(async () => {
  service = await RunningService.start(await newPlaces());
  await service.untilReady();
});
afterAll(async () => {
  await service.stop();
  await removePlaces();
});

const key = { 'x-api-key': ADMIN_KEY };
const [applePie] = DISHES;

interface Found {
  readonly recipe: { readonly id: string; readonly title: string };
  readonly image: { readonly id: string } | null;
  readonly score: number;
}

/** Photos for a recipe, the nearest first. */
async function photosFor(recipe: object): Promise<Found[]> {
  const response = await service.searchImages(recipe);
  expect(response.status).toBe(200);
  return ((await response.json()) as { results: Found[] }).results;
}

/** Recipes for a photo, the nearest first. */
async function recipesFor(photo: Buffer): Promise<Found[]> {
  const { body } = await service
    .request()
    .post('/v1/search/recipes?limit=50')
    .attach('image', photo, 'a.jpg')
    .expect(200);
  return body.results as Found[];
}

const put = (path: string) => service.request().put(`/v1/recipes/${path}`).set(key);
const remove = (path: string) => service.request().delete(`/v1/recipes/${path}`).set(key);
const jpeg = (): Promise<Buffer> => photoOf(applePie!).jpeg().toBuffer();
const soup = { title: 'Lentil soup', ingredients: ['200 g lentil'], instructions: ['Simmer.'] };

async function addSoup(id: string): Promise<void> {
  await put(id).send(soup).expect(201);
  await put(`${id}/photos/${id}.jpg`)
    .type('image/jpeg')
    .send(await jpeg())
    .expect(201);
  await expect
    .poll(async () => (await photosFor(soup)).map(({ image }) => image?.id), PATIENTLY)
    .toContain(`${id}.jpg`);
}

describe('what is written to the catalogue', () => {
  it('is found without a reindex, by words and by photo, exactly as an index would', async () => {
    await addSoup('new');
    const found = await recipesFor(await jpeg());
    expect(found.map(({ recipe }) => recipe.id)).toContain('new');
    const photos = await photosFor(soup);
    const scoreOf = (id: string) => photos.find(({ image }) => image?.id === id)!.score;
    // The same picture as one that the index holds: its distance is the same.
    expect(scoreOf('new.jpg')).toBeCloseTo(scoreOf(photoIdOf(applePie!)), 2);
    const { generation } = (await service.reindexed())['result'] as { generation: string };
    const after = await recipesFor(await jpeg());
    expect((await service.readiness()).body['generation']).toBe(generation);
    expect(after.map(({ recipe, score }) => [recipe.id, score.toFixed(4)])).toEqual(
      found.map(({ recipe, score }) => [recipe.id, score.toFixed(4)]),
    );
  });

  it('is found as it was changed, not as it was', async () => {
    await addSoup('changing');
    const scoreOf = async () =>
      (await recipesFor(await jpeg())).find(({ recipe }) => recipe.id === 'changing')!.score;
    const before = await scoreOf();
    await put('changing')
      .send({ ...soup, title: 'Salmon noodle', ingredients: ['1 salmon'] })
      .expect(200);
    await expect.poll(scoreOf, PATIENTLY).not.toBeCloseTo(before, 4);
    const { recipe } = (await recipesFor(await jpeg())).find((one) => one.recipe.id === 'changing')!;
    expect(recipe.title).toBe('Salmon noodle');
  });

  it('is in no answer from the moment that its deletion is acknowledged', async () => {
    for (const id of ['gone-1', 'gone-2', 'gone-3']) await addSoup(id);
    for (const id of ['gone-1', 'gone-2', 'gone-3']) {
      await remove(id).expect(204);
      expect((await photosFor(soup)).map(({ recipe }) => recipe.id)).not.toContain(id);
      expect((await recipesFor(await jpeg())).map(({ recipe }) => recipe.id)).not.toContain(id);
    }
    await remove(`new/photos/new.jpg`).expect(204);
    expect((await photosFor(soup)).map(({ image }) => image?.id)).not.toContain('new.jpg');
  });

  it('is found again after the engine has died', async () => {
    await addSoup('survivor');
    process.kill(service.enginePid(), 'SIGKILL');
    await expect.poll(async () => (await service.readiness()).body['engineRestarts'], PATIENTLY).toBe(1);
    await service.untilReady();
    expect((await photosFor(soup)).map(({ image }) => image?.id)).toContain('survivor.jpg');
  });
});
