import sharp from 'sharp';
import type { Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DISHES, photoIdOf, photoOf } from './kitchen.js';
import { ADMIN_KEY, RunningService, newPlaces, removePlaces } from './running-service.js';

afterAll(removePlaces);

let service: RunningService;
beforeAll(async () => {
  service = await RunningService.start(await newPlaces());
  await service.untilReady();
});
afterAll(() => service?.stop());

type Method = 'get' | 'put' | 'delete';
/** A request with the key that writes need. */
const ask = (method: Method, path: string, headers: Record<string, string> = {}): Test =>
  service.request()[method](path).set('x-api-key', ADMIN_KEY).set(headers);
const soup = (change: object = {}): object => ({
  title: 'Pea soup',
  ingredients: ['500 g pea'],
  instructions: ['Simmer.'],
  ...change,
});
const jpeg = (colour = '#0a0'): Promise<Buffer> =>
  photoOf({ ...DISHES[0]!, colour })
    .withExifMerge({ IFD0: { Artist: 'secret cook' } })
    .jpeg()
    .toBuffer();

describe('a recipe', () => {
  it('is created, read, replaced and deleted', async () => {
    const created = await ask('put', '/v1/recipes/soup')
      .send(soup({ tags: ['green'], partition: 'val', url: 'https://example.org/soup' }))
      .expect(201)
      .expect('location', '/v1/recipes/soup');
    const read = await service.request().get('/v1/recipes/soup').expect(200);
    expect(read.body).toEqual(created.body);
    expect(read.body).toEqual({
      id: 'soup',
      ...soup(),
      tags: ['green'],
      partition: 'val',
      url: 'https://example.org/soup',
      images: [],
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(read.headers['etag']).toBe(created.headers['etag']);
    const replaced = await ask('put', '/v1/recipes/soup').send(soup()).expect(200);
    expect(replaced.body).toMatchObject({ tags: [], createdAt: read.body.createdAt });
    expect(replaced.headers['etag']).not.toBe(read.headers['etag']);
    await ask('delete', '/v1/recipes/soup').expect(204);
    await service.request().get('/v1/recipes/soup').expect(404);
    await ask('delete', '/v1/recipes/soup').expect(404);
  });

  it('is written only where it is as the request supposes', async () => {
    const put = (headers: Record<string, string>, title: string): Test =>
      ask('put', '/v1/recipes/cas', headers).send(soup({ title }));
    await put({ 'if-match': '*' }, 'A').expect(412);
    const first = await put({ 'if-none-match': '*' }, 'A').expect(201);
    const { body } = await put({ 'if-none-match': '*' }, 'B').expect(412);
    expect(body).toMatchObject({ code: 'REVISION_CONFLICT', remedy: expect.any(String) });
    const etag = first.headers['etag']!;
    const second = await put({ 'if-match': `"0", ${etag}` }, 'B').expect(200);
    await put({ 'if-match': etag }, 'C').expect(412);
    await ask('delete', '/v1/recipes/cas', { 'if-match': etag }).expect(412);
    await put({ 'if-match': 'nonsense' }, 'C').expect(400);
    await ask('delete', '/v1/recipes/cas', { 'if-match': second.headers['etag']! }).expect(204);
  });

  it('is not sent to a client that has it', async () => {
    const { headers } = await ask('put', '/v1/recipes/known').send(soup()).expect(201);
    const known = { 'if-none-match': headers['etag']! };
    await service.request().get('/v1/recipes/known').set(known).expect(304);
    await ask('put', '/v1/recipes/known/photos/known.jpg')
      .type('image/jpeg')
      .send(await jpeg());
    const { body } = await service.request().get('/v1/recipes/known').set(known).expect(200);
    expect(body.images).toEqual([{ id: 'known.jpg', url: '/v1/images/known.jpg' }]);
    await ask('put', '/v1/recipes/known', { 'if-match': headers['etag']! }).send(soup()).expect(200);
  });

  it('is written once for an idempotency key', async () => {
    const key = { 'idempotency-key': 'k-1', 'if-none-match': '*' };
    const first = await ask('put', '/v1/recipes/once', key).send(soup()).expect(201);
    const again = await ask('put', '/v1/recipes/once', key).send(soup()).expect(201);
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', etag: first.headers['etag'] });
    expect(again.body).toEqual(first.body);
    const other = await ask('put', '/v1/recipes/once', key)
      .send(soup({ title: 'Other' }))
      .expect(422);
    expect(other.body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    await ask('put', '/v1/recipes/once', { 'idempotency-key': 'a b' }).send(soup()).expect(400);
  });

  it.each<[string, object, number, string]>([
    ['an unknown field', soup({ rating: 5 }), 400, 'REQUEST_INVALID'],
    ['a field that is null', soup({ url: null }), 400, 'REQUEST_INVALID'],
    ['a missing field', { title: 'Soup' }, 400, 'REQUEST_INVALID'],
    ['no text', { title: '-', ingredients: [], instructions: [] }, 422, 'RECORD_INVALID'],
    ['a NUL', soup({ title: 'a\0' }), 422, 'RECORD_INVALID'],
    ['a script for an address', soup({ url: 'javascript:alert(1)' }), 422, 'RECORD_INVALID'],
    ['too long a title', soup({ title: 'a'.repeat(501) }), 422, 'RECIPE_TOO_LONG'],
  ])('is refused with %s', async (_, recipe, status, code) => {
    const { body } = await ask('put', '/v1/recipes/refused').send(recipe).expect(status);
    expect(body).toMatchObject({ code, remedy: expect.any(String) });
    await service.request().get('/v1/recipes/refused').expect(404);
  });

  it.each(['a%2Fb', '%00', 'a'.repeat(201)])('is refused as %s', async (id) => {
    await ask('put', `/v1/recipes/${id}`).send(soup()).expect(422);
    await ask('delete', `/v1/recipes/${id}`).expect(404);
  });

  it('is not written without the key', async () => {
    await service.request().put('/v1/recipes/open').send(soup()).expect(401);
    await service.request().delete('/v1/recipes/open').expect(401);
    await service.request().put('/v1/recipes/open/photos/a.jpg').expect(401);
  });
});

describe('a photo', () => {
  beforeAll(() => ask('put', '/v1/recipes/dish').send(soup()).expect(201));

  it('is created bare, read, replaced by a form, and deleted', async () => {
    const path = '/v1/recipes/dish/photos/dish.jpg';
    const created = await ask('put', path)
      .type('image/jpeg')
      .send(await jpeg())
      .expect(201);
    expect(created.headers).toMatchObject({ location: path, etag: `"${created.body.content}"` });
    expect(created.body).toMatchObject({ id: 'dish.jpg', recipeId: 'dish', width: 320, height: 240 });
    const read = await service.request().get(path).expect(200).expect('content-type', created.body.type);
    expect(read.body).toHaveLength(created.body.bytes);
    expect(read.headers['content-security-policy']).toContain('sandbox');
    expect((await service.request().get('/v1/images/dish.jpg')).body).toEqual(read.body);
    await service.request().get(path).set('if-none-match', created.headers['etag']!).expect(304);
    const form = ask('put', path, { 'if-match': created.headers['etag']! });
    const replaced = await form.attach('image', await jpeg('#00a'), 'x.jpg').expect(200);
    expect(replaced.body.content).not.toBe(created.body.content);
    await ask('delete', path, { 'if-match': created.headers['etag']! }).expect(412);
    await ask('delete', path).expect(204);
    await service.request().get(path).expect(404);
    await service.request().get('/v1/images/dish.jpg').expect(404);
  });

  it('is kept upright, without what its camera wrote', async () => {
    const turned = await photoOf(DISHES[0]!)
      .withMetadata({ orientation: 6, exif: { IFD0: { Artist: 'secret cook' } } })
      .jpeg()
      .toBuffer();
    expect(turned.includes('secret cook')).toBe(true);
    const path = '/v1/recipes/dish/photos/turned';
    await ask('put', path).type('application/octet-stream').send(turned).expect(201);
    const { body } = await service.request().get(path).expect(200);
    expect(body.includes('secret cook')).toBe(false);
    expect(await sharp(body).metadata()).toMatchObject({ width: 240, height: 320 });
  });

  it('is judged by its bytes, not by its type or name', async () => {
    const path = '/v1/recipes/dish/photos/fake.jpg';
    const text = ask('put', path).type('image/jpeg').send(Buffer.from('<svg xmlns="x"/>'));
    expect((await text.expect(415)).body.code).toBe('PHOTO_TYPE_REFUSED');
    await ask('put', path).type('image/jpeg').send(Buffer.alloc(0)).expect(400);
    await ask('put', path)
      .type('image/jpeg')
      .send(Buffer.alloc(26 * 1024 * 1024))
      .expect(413);
    await ask('put', path).send({ image: 'x' }).expect(415);
    await service.request().get(path).expect(404);
  });

  it('belongs to one recipe', async () => {
    const taken = photoIdOf(DISHES[1]!);
    const put = ask('put', `/v1/recipes/dish/photos/${taken}`)
      .type('image/jpeg')
      .send(await jpeg());
    expect((await put.expect(409)).body.code).toBe('PHOTO_ID_TAKEN');
    await service.request().get(`/v1/recipes/dish/photos/${taken}`).expect(404);
    await ask('put', '/v1/recipes/none/photos/p')
      .type('image/jpeg')
      .send(await jpeg())
      .expect(404);
  });

  it('is written once for an idempotency key', async () => {
    const put = async (): Promise<Test> =>
      ask('put', '/v1/recipes/dish/photos/once', { 'idempotency-key': 'photo-1' })
        .type('image/jpeg')
        .send(await jpeg());
    const first = await put();
    expect(first).toMatchObject({ status: 201, body: { id: 'once' } });
    expect(await put()).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
  });

  it('goes with its recipe', async () => {
    await ask('put', '/v1/recipes/brief').send(soup()).expect(201);
    await ask('put', '/v1/recipes/brief/photos/brief')
      .type('image/jpeg')
      .send(await jpeg())
      .expect(201);
    await ask('delete', '/v1/recipes/brief').expect(204);
    await service.request().get('/v1/images/brief').expect(404);
  });
});

describe('what is deleted', () => {
  it('is in no answer any more', async () => {
    const search = async (): Promise<string[]> => {
      const found = await service.request().post('/v1/search/images').send({ title: 'Tomato fish' });
      return found.body.results.map(({ recipe }: { recipe: { id: string } }) => recipe.id);
    };
    expect(await search()).toContain('tomato-fish');
    await ask('delete', '/v1/recipes/tomato-fish').expect(204);
    expect(await search()).not.toContain('tomato-fish');
  });
});

describe('pages of recipes', () => {
  it('hold each once, and lead to one another', async () => {
    const seen: string[] = [];
    let path = '/v1/recipes?limit=3';
    for (;;) {
      const { body, headers } = await service.request().get(path).expect(200);
      expect(body.recipes.length).toBeLessThanOrEqual(3);
      seen.push(...body.recipes.map(({ id }: { id: string }) => id));
      if (body.next === null) {
        expect(headers['link']).toBeUndefined();
        break;
      }
      path = /^<(.*)>; rel="next"$/.exec(headers['link']!)![1]!;
      expect(path).toContain(body.next);
    }
    expect(seen).toEqual([...new Set(seen)].toSorted());
    expect(seen).toEqual(expect.arrayContaining(['apple-pie', 'pea-soup', 'rice-pudding']));
  });

  it.each(['limit=0', 'limit=201', 'cursor=x', 'cursor=eyJhZnRlciI6Ilx1MDAwMCJ9', 'page=2'])(
    'are refused with %s',
    async (query) => {
      await service.request().get(`/v1/recipes?${query}`).expect(400);
    },
  );
});

describe('other methods', () => {
  it('are answered with those that there are', async () => {
    const { body, headers } = await service.request().post('/v1/recipes/apple-pie').expect(405);
    expect(headers['allow']).toBe('DELETE, GET, HEAD, PUT');
    expect(body.code).toBe('METHOD_NOT_ALLOWED');
    await ask('put', '/v1/recipes/export').send(soup()).expect(405).expect('allow', 'GET, HEAD');
    await service.request().get('/v1/recipes/import').expect(405).expect('allow', 'POST');
    await service.request().patch('/v1/nowhere').expect(404);
  });
});
