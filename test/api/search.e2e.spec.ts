import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DISHES, photoIdOf, photoOf } from './kitchen.js';
import { RunningService, newPlaces, removePlaces } from './running-service.js';

afterAll(removePlaces);

let service: RunningService;

beforeAll(async () => {
  service = await RunningService.start(await newPlaces());
  await service.untilReady();
});
afterAll(() => service?.stop());

const pie = DISHES[0]!;

describe('POST /v1/search/recipes', () => {
  it('answers recipes with score and photo, closest first', async () => {
    const photo = await photoOf(pie).jpeg().toBuffer();
    const { body } = await service
      .request()
      .post('/v1/search/recipes?limit=3')
      .attach('image', photo, 'dish.jpg')
      .expect(200)
      .expect('content-type', /application\/json/);
    expect(body.generation).toBe((await service.readiness()).body['generation']);
    expect(body.results).toHaveLength(3);
    const scores = body.results.map(({ score }: { score: number }) => score);
    expect(scores).toEqual(scores.toSorted((a: number, b: number) => b - a));
    expect(Math.max(...scores.map(Math.abs))).toBeLessThanOrEqual(1.0001);
    const [first] = body.results;
    const dish = DISHES.find(({ id }) => id === first.recipe.id)!;
    expect(first).toMatchObject({
      recipe: {
        title: dish.title,
        ingredients: dish.ingredients,
        instructions: ['Chop and simmer in a saucepan.'],
        url: `https://example.org/${dish.id}`,
      },
      image: { id: photoIdOf(dish), url: `/v1/images/${photoIdOf(dish)}` },
    });
  });

  it('takes a phone-sized photo and turns it as its EXIF says', async () => {
    const upright = photoOf(pie).resize(3000, 4000, { fit: 'fill' });
    const onItsSide = await upright
      .clone()
      .rotate(-90)
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer();
    expect(await sharp(onItsSide).metadata()).toMatchObject({ width: 4000, height: 3000, orientation: 6 });
    const [turned, straight] = await Promise.all(
      [onItsSide, await upright.jpeg({ quality: 95 }).toBuffer()].map((photo) =>
        service.request().post('/v1/search/recipes').attach('image', photo, 'phone.jpg').expect(200),
      ),
    );
    const idsOf = ({ body }: { body: { results: { recipe: { id: string } }[] } }): string[] =>
      body.results.map(({ recipe }) => recipe.id);
    expect(idsOf(turned!)).toEqual(idsOf(straight!));
    expect(turned!.body.results[0].score).toBeCloseTo(straight!.body.results[0].score, 2);
  });

  it("answers a phone's HEIC as it answers the same photo in another format", async () => {
    const answers = await Promise.all(
      ['plate.heic', 'plate-turned.heic', 'plate.png'].map(async (name) => {
        const photo = await readFile(new URL(`../fixtures/photos/${name}`, import.meta.url));
        return service.request().post('/v1/search/recipes').attach('image', photo, 'IMG_1.JPG').expect(200);
      }),
    );
    const [heic, turned, png] = answers.map(({ body }) => body.results[0]);
    for (const found of [heic, turned]) {
      expect(found.recipe.id).toBe(png.recipe.id);
      expect(found.score).toBeCloseTo(png.score, 2);
    }
  });
});

describe('POST /v1/search/images', () => {
  it('answers photos with the recipe that they belong to', async () => {
    const { body } = await service
      .request()
      .post('/v1/search/images')
      .send({ title: 'Apple pie', ingredients: ['4 apple'] })
      .expect(200);
    expect(body.results).toHaveLength(DISHES.length);
    for (const { image, recipe, score } of body.results) {
      const dish = DISHES.find(({ id }) => id === recipe.id)!;
      expect(image).toEqual({ id: photoIdOf(dish), url: `/v1/images/${photoIdOf(dish)}` });
      expect(recipe).toEqual({ id: dish.id, title: dish.title });
      expect(score).toBeTypeOf('number');
    }
  });

  it.each([{ title: 'Apple pie' }, { ingredients: ['4 apple'] }, { instructions: ['Bake the apple.'] }])(
    'takes %j alone',
    async (recipe) => {
      await service.request().post('/v1/search/images?limit=1').send(recipe).expect(200);
    },
  );
});

describe('the catalogue', () => {
  it('serves a photo, cacheable', async () => {
    const url = `/v1/images/${photoIdOf(pie)}`;
    const first = await service.request().get(url).expect(200).expect('content-type', 'image/jpeg');
    expect(await sharp(first.body).metadata()).toMatchObject({ width: 320, height: 240, format: 'jpeg' });
    expect(first.headers['cache-control']).toContain('max-age');
    await service.request().get(url).set('if-none-match', first.headers['etag']!).expect(304);
    await service.request().head(url).expect(200).expect('content-length', String(first.body.length));
  });

  it('serves one recipe', async () => {
    const { body } = await service.request().get('/v1/recipes/apple-pie').expect(200);
    expect(body).toMatchObject({ id: 'apple-pie', title: 'Apple pie', images: [{ id: photoIdOf(pie) }] });
  });

  it('knows no paths, only ids', async () => {
    const secret = encodeURIComponent('../../layer1.json');
    const { body } = await service.request().get(`/v1/images/${secret}`).expect(404);
    expect(body).toMatchObject({ code: 'NOT_FOUND', remedy: expect.any(String) });
  });
});

describe('around it', () => {
  it('says what it holds when it is ready', async () => {
    const { body } = await service.request().get('/health/ready').expect(200);
    expect(body).toMatchObject({
      ready: true,
      executionProvider: 'cpu',
      bundle: expect.stringMatching(/^[0-9a-f]{64}$/),
      counts: { recipes: DISHES.length, images: DISHES.length, indexedRecipes: DISHES.length },
    });
    await service.request().get('/health/live').expect(200);
  });

  it('serves its OpenAPI document, the same that is written without an engine', async () => {
    const { body } = await service.request().get('/docs/openapi.json').expect(200);
    expect(Object.keys(body.paths).toSorted()).toEqual([
      '/health/live',
      '/health/ready',
      '/v1/admin/backup',
      '/v1/admin/generations',
      '/v1/admin/jobs',
      '/v1/admin/jobs/{id}',
      '/v1/admin/jobs/{id}/cancel',
      '/v1/admin/jobs/{id}/errors',
      '/v1/admin/jobs/{id}/events',
      '/v1/admin/jobs/{id}/report',
      '/v1/admin/keys',
      '/v1/admin/keys/{id}',
      '/v1/admin/reindex',
      '/v1/admin/rollback',
      '/v1/images/{id}',
      '/v1/recipes',
      '/v1/recipes/export',
      '/v1/recipes/import',
      '/v1/recipes/{id}',
      '/v1/recipes/{id}/photos/{photoId}',
      '/v1/search/images',
      '/v1/search/recipes',
    ]);
    const written = await service.writtenOpenApi();
    expect(JSON.parse(await readFile(written, 'utf8'))).toEqual(body);
    await service.request().get('/docs').expect(200).expect('content-type', /html/);
  });

  it('gives every answer an id, the one that a proxy sent where that is plain', async () => {
    const own = await service.request().get('/health/live');
    expect(own.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    const given = await service.request().get('/health/live').set('x-request-id', 'proxy-7');
    expect(given.headers['x-request-id']).toBe('proxy-7');
    const forged = await service.request().get('/health/live').set('x-request-id', 'a"b c');
    expect(forged.headers['x-request-id']).not.toContain('"');
  });
});
