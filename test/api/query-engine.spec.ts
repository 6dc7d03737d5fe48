import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { buildFromCatalogue } from '../../apps/api/src/engine/build-from-catalogue.js';
import type { EngineChange } from '../../apps/api/src/engine/protocol.js';
import { QueryEngine } from '../../apps/api/src/engine/query-engine.js';
import { EnginePlaces, photoBytesOf, recipeOf } from './engine-places.js';
import { DISHES, type Dish, photoIdOf, photoOf } from './kitchen.js';

const [applePie, beetSalad] = DISHES as readonly [Dish, Dish];
const carrotCake: Dish = {
  id: 'carrot-cake',
  title: 'Carrot cake',
  ingredients: ['3 carrot'],
  colour: '#e8862a',
};

let places: EnginePlaces;
let generation: string;
beforeAll(async () => {
  places = await EnginePlaces.open();
  const { name } = await buildFromCatalogue(places.builder(), {
    readPage: places.pages(),
    onProgress: () => undefined,
  });
  generation = join(places.path('generations'), name);
});

describe('QueryEngine', () => {
  let engine: QueryEngine;
  beforeEach(async () => {
    engine = await QueryEngine.open(places.engine({ generation }));
  });
  const recipesFor = async (dish: Dish): Promise<string[]> => {
    const hits = await engine.searchByPhoto(1, { photo: await photoBytesOf(dish), k: 20 });
    return hits.neighbours.map(({ id }) => id);
  };
  const imagesFor = async (dish: Dish): Promise<string[]> => {
    const hits = await engine.searchByRecipe(2, { recipe: recipeOf(dish), k: 20 });
    return hits.neighbours.map(({ id }) => id);
  };
  const apply = (changes: readonly EngineChange[], until = 20) => engine.applyChanges({ changes, until });
  const added = async (dish: Dish): Promise<EngineChange[]> => [
    { kind: 'recipe', id: dish.id, recipe: recipeOf(dish) },
    { kind: 'photo', id: photoIdOf(dish), content: await places.photos.put(await photoBytesOf(dish)) },
  ];

  it('says what it holds', () => {
    expect(engine.info).toMatchObject({
      executionProvider: 'cpu',
      dimension: 16,
      generation: { recipes: 6, images: 6, catalogueSequence: 12 },
      overlay: { recipes: 0, images: 0, sequence: 12 },
    });
  });

  it('finds a recipe and a photo that were added, and forgets those that were deleted', async () => {
    const answer = await apply([
      ...(await added(carrotCake)),
      { kind: 'recipe', id: applePie.id },
      { kind: 'photo', id: photoIdOf(applePie) },
    ]);
    expect(answer).toEqual({ overlay: { recipes: 2, images: 2, sequence: 20 }, refused: [] });
    expect(engine.info.overlay.sequence).toBe(20);
    const ids = (name: (dish: Dish) => string): string[] =>
      [...DISHES.slice(1), carrotCake].map(name).toSorted();
    expect((await recipesFor(carrotCake)).toSorted()).toEqual(ids(({ id }) => id));
    expect((await imagesFor(carrotCake)).toSorted()).toEqual(ids(photoIdOf));
  });

  it('answers as an index of the changed catalogue would', async () => {
    const changed = { ...recipeOf(carrotCake), title: 'Beet and carrot' };
    await apply([{ kind: 'recipe', id: beetSalad.id, recipe: changed }]);
    const found = await engine.searchByPhoto(1, { photo: await photoBytesOf(beetSalad), k: 20 });
    const catalogue = places.catalogue.map((one) => (one.id === beetSalad.id ? { ...one, ...changed } : one));
    const settings = places.builder({
      work: places.path('changed'),
      generations: places.path('changed-generations'),
    });
    const { name } = await buildFromCatalogue(settings, {
      readPage: async () => ({ recipes: catalogue }),
      onProgress: () => undefined,
    });
    const anew = await QueryEngine.open(
      places.engine({ generation: join(places.path('changed-generations'), name) }),
    );
    const expected = await anew.searchByPhoto(1, { photo: await photoBytesOf(beetSalad), k: 20 });
    expect(found.neighbours.map(({ id }) => id)).toEqual(expected.neighbours.map(({ id }) => id));
    for (const [i, { distance }] of found.neighbours.entries()) {
      expect(distance).toBeCloseTo(expected.neighbours[i]!.distance, 5);
    }
  });

  it('does no harm when the same changes come again', async () => {
    const changes = await added(carrotCake);
    const once = await apply(changes);
    expect(await apply(changes)).toEqual(once);
    expect((await recipesFor(carrotCake)).filter((id) => id === carrotCake.id)).toHaveLength(1);
  });

  it('takes the last of several changes of one record', async () => {
    await apply([...(await added(carrotCake)), { kind: 'recipe', id: carrotCake.id }]);
    expect(await recipesFor(carrotCake)).not.toContain(carrotCake.id);
  });

  it('refuses what cannot be embedded, finds it no more, and takes the rest', async () => {
    const empty = { title: '', ingredients: [], instructions: [] };
    const broken = await places.photos.put(Buffer.from('no photo'));
    const { overlay, refused } = await apply([
      { kind: 'recipe', id: applePie.id, recipe: empty },
      { kind: 'photo', id: photoIdOf(applePie), content: broken },
      { kind: 'photo', id: photoIdOf(beetSalad), content: 'f'.repeat(64) },
      ...(await added(carrotCake)),
    ]);
    expect(refused.map(({ kind, id, code }) => [kind, id, code])).toEqual([
      ['recipe', applePie.id, 'RECIPE_EMPTY'],
      ['photo', photoIdOf(applePie), 'PHOTO_TYPE_REFUSED'],
      ['photo', photoIdOf(beetSalad), 'PHOTO_MISSING'],
    ]);
    expect(overlay).toEqual({ recipes: 2, images: 3, sequence: 20 });
    const found = await recipesFor(applePie);
    expect(found).not.toContain(applePie.id);
    expect(found).toContain(carrotCake.id);
  });

  it('cleans a photo: upright, without metadata', async () => {
    const turned = await photoOf(applePie).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { photo, type, width, height } = await engine.cleanPhoto({ photo: turned });
    expect([type, width, height]).toEqual(['image/jpeg', 240, 320]);
    expect((await sharp(photo).metadata()).exif).toBeUndefined();
    await expect(engine.cleanPhoto({ photo: Buffer.from('<svg/>') })).rejects.toMatchObject({
      code: 'PHOTO_TYPE_REFUSED',
    });
  });
});

describe('QueryEngine.open', () => {
  it('encodes without a generation, and answers searches and changes NOT_READY', async () => {
    const engine = await QueryEngine.open(places.engine());
    expect(engine.info.generation).toBeUndefined();
    const notReady = { code: 'NOT_READY' };
    await expect(engine.searchByRecipe(1, { recipe: recipeOf(applePie), k: 1 })).rejects.toMatchObject(
      notReady,
    );
    await expect(engine.applyChanges({ changes: [], until: 1 })).rejects.toMatchObject(notReady);
    const cleaned = engine.cleanPhoto({ photo: await photoBytesOf(applePie) });
    await expect(cleaned).resolves.toMatchObject({ type: 'image/jpeg' });
  });

  it('names what is wrong with a generation: another bundle, damage, none there', async () => {
    const open = (change: object): Promise<QueryEngine> =>
      QueryEngine.open(places.engine({ generation, ...change }));
    await expect(open({ bundle: places.path('other-bundle') })).rejects.toMatchObject({
      code: 'GENERATION_MISMATCH',
    });
    await expect(open({ generation: places.path('nowhere') })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    await appendFile(join(generation, 'recipes.hnsw'), 'x');
    await expect(open({})).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
  });
});
