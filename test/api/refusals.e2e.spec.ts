import { type IncomingMessage, get } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import type { Response, Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_KEY, RunningService, newPlaces, removePlaces } from './running-service.js';

afterAll(removePlaces);

let service: RunningService;

beforeAll(async () => {
  service = await RunningService.start(await newPlaces());
  await service.untilReady();
});
afterAll(() => service?.stop());

/** Every refusal has this shape and says what to do. */
function expectProblem(response: Response, status: number, code: string): void {
  expect(response.headers['content-type']).toContain('application/problem+json');
  expect(response.status).toBe(status);
  expect(response.body).toMatchObject({
    type: `urn:seje:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: expect.any(String),
    status,
    code,
    detail: expect.any(String),
    remedy: expect.any(String),
  });
}

const searchRecipes = (): Test => service.request().post('/v1/search/recipes');
const searchImages = (): Test => service.request().post('/v1/search/images');

describe('a photo that is none', () => {
  const photos: [string, () => Promise<Buffer>, number, string][] = [
    ['a text file named .jpg', async () => Buffer.from('this is no photo'), 415, 'PHOTO_TYPE_REFUSED'],
    ['an empty file', async () => Buffer.alloc(0), 400, 'PHOTO_EMPTY'],
    [
      'a PNG of 200 megapixels',
      () =>
        sharp({ create: { width: 20_000, height: 10_000, channels: 3, background: '#fff' } })
          .png({ compressionLevel: 9 })
          .toBuffer(),
      413,
      'PHOTO_TOO_LARGE',
    ],
    [
      'an SVG',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      415,
      'PHOTO_TYPE_REFUSED',
    ],
    [
      'a JPEG cut short',
      async () => {
        const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
        const create = { width: 200, height: 200, channels: 3, background: '#000', noise } as const;
        const whole = await sharp({ create }).jpeg().toBuffer();
        return whole.subarray(0, whole.length >> 1);
      },
      422,
      'PHOTO_UNREADABLE',
    ],
    ['more than 25 MB', async () => Buffer.alloc(26 * 1024 * 1024, 1), 413, 'PHOTO_TOO_LARGE'],
  ];

  it.each(photos)('%s', async (_, photo, status, code) => {
    expectProblem(await searchRecipes().attach('image', await photo(), 'dish.jpg'), status, code);
  });

  it('no body', async () => expectProblem(await searchRecipes(), 415, 'REQUEST_TYPE_REFUSED'));

  it('JSON', async () => {
    expectProblem(await searchRecipes().send({ url: 'http://127.0.0.1/dish.jpg' }), 403, 'PHOTO_URL_OFF');
  });

  it('the bare file', async () => {
    const sent = await searchRecipes().set('content-type', 'image/jpeg').send(Buffer.from('x'));
    expectProblem(sent, 415, 'REQUEST_TYPE_REFUSED');
    expect(sent.body.remedy).toContain('multipart/form-data');
  });

  it('a form without the field', async () => {
    const empty = searchRecipes().set('content-type', 'multipart/form-data; boundary=x').send('--x--\r\n');
    expectProblem(await empty, 400, 'PHOTO_MISSING');
  });

  it('another field', async () => {
    const photo = Buffer.from('x');
    expectProblem(await searchRecipes().attach('photo', photo, 'a.jpg'), 400, 'REQUEST_INVALID');
    const text = searchRecipes().field('image', 'no file');
    expectProblem(await text, 400, 'REQUEST_INVALID');
    const two = searchRecipes().attach('image', photo, 'a.jpg').attach('image', photo, 'b.jpg');
    expectProblem(await two, 400, 'REQUEST_INVALID');
  });

  it('a form that breaks off', async () => {
    const broken = searchRecipes()
      .set('content-type', 'multipart/form-data; boundary=x')
      .send('--x\r\ncontent-disposition: form-data; name="image"; filename="a.jpg"\r\n\r\nhalf');
    expectProblem(await broken, 400, 'REQUEST_INVALID');
  });
});

describe('a recipe that is none', () => {
  const recipes: [string, object, number, string][] = [
    ['no field', {}, 422, 'RECIPE_EMPTY'],
    ['no letter or digit', { title: '  ...', ingredients: ['-'] }, 422, 'RECIPE_EMPTY'],
    ['no known word', { title: 'xyzzy' }, 422, 'RECIPE_UNKNOWN_WORDS'],
    ['an unknown field', { title: 'Apple pie', tags: ['sweet'] }, 400, 'REQUEST_INVALID'],
    ['a title that is no text', { title: 7 }, 400, 'REQUEST_INVALID'],
    ['ingredients that are no list', { ingredients: 'apple' }, 400, 'REQUEST_INVALID'],
    ['a line that is no text', { ingredients: ['apple', null] }, 400, 'REQUEST_INVALID'],
    ['a title too long', { title: 'a'.repeat(501) }, 422, 'RECIPE_TOO_LONG'],
    ['too many lines', { instructions: Array.from({ length: 201 }, () => 'Stir.') }, 422, 'RECIPE_TOO_LONG'],
    ['a list', [{ title: 'Apple pie' }], 400, 'REQUEST_INVALID'],
    ['more than 1 MB', { title: 'a'.repeat(1024 * 1024) }, 413, 'REQUEST_TOO_LARGE'],
  ];

  it.each(recipes)('%s', async (_, recipe, status, code) => {
    expectProblem(await searchImages().send(recipe), status, code);
  });

  it('names every wrong field at once', async () => {
    const { body } = await searchImages().send({ title: 7, ingredients: 'apple', tags: [] });
    for (const field of ['title', 'ingredients', 'tags']) expect(body.found).toContain(field);
  });

  it('lists within lists without end', async () => {
    const deep = `{"title": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const sent = searchImages().set('content-type', 'application/json').send(deep);
    expectProblem(await sent, 400, 'REQUEST_INVALID');
  });

  it('text in another encoding than UTF-8', async () => {
    const sent = await fetch(`${service.url}/v1/search/images`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Uint8Array(Buffer.from('{"title": "crème brûlée with apple"}', 'latin1')),
    });
    expect(sent.status).toBe(400);
    const { found, detail } = (await sent.json()) as Record<string, string>;
    expect([found, detail].join(' ')).toContain('UTF-8');
  });

  it('nothing at all, said to be JSON', async () => {
    const sent = searchImages().set('content-type', 'application/json').send('');
    expectProblem(await sent, 422, 'RECIPE_EMPTY');
  });

  it('text that is no JSON', async () => {
    const broken = searchImages().set('content-type', 'application/json').send('{"title": ');
    expectProblem(await broken, 400, 'REQUEST_INVALID');
  });

  it.each(['text/csv', 'text/plain', 'application/x-www-form-urlencoded'])(
    'sent as %s, as curl does that is not told the type',
    async (type) => {
      const sent = await searchImages().set('content-type', type).send('{"title": "Apple pie"}');
      expectProblem(sent, 415, 'REQUEST_TYPE_REFUSED');
      expect(sent.body.remedy).toContain('application/json');
    },
  );
});

describe('anything else', () => {
  it.each(['0', '101', '1.5', 'many', ''])('limit=%s', async (limit) => {
    const response = await searchImages().query({ limit }).send({ title: 'Apple pie' });
    expectProblem(response, 400, 'REQUEST_INVALID');
  });

  it.each(['/nowhere', '/v1/images/none.jpg', '/v1/recipes/none'])('GET %s', async (path) => {
    expectProblem(await service.request().get(path), 404, 'NOT_FOUND');
  });

  it('a URL that cannot be decoded', async () => {
    expectProblem(await service.request().get('/v1/images/%zz'), 400, 'REQUEST_INVALID');
  });

  it('an admin request without the key', async () => {
    const reindex = (): Test => service.request().post('/v1/admin/reindex');
    const answers = await Promise.all([
      reindex(),
      reindex().set('x-api-key', `${ADMIN_KEY}!`),
      reindex().set('authorization', 'Bearer nonsense'),
      service.request().get('/v1/admin/jobs/1'),
    ]);
    for (const answer of answers) {
      expectProblem(answer, 401, 'UNAUTHORIZED');
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    }
  });

  it('a field too long that is none of a recipe', async () => {
    const reindex = service.request().post('/v1/admin/reindex').set('x-api-key', ADMIN_KEY);
    expectProblem(await reindex.send({ bundle: 'b'.repeat(4_001) }), 400, 'REQUEST_INVALID');
  });

  it('a job that is unknown', async () => {
    const asked = service.request().get('/v1/admin/jobs/1').set('authorization', `Bearer ${ADMIN_KEY}`);
    expectProblem(await asked, 404, 'NOT_FOUND');
  });

  it.each([
    ['what is no HTTP', 'nonsense\r\n\r\n', 400, 'REQUEST_INVALID'],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
  ])('%s', async (_, request, status, code) => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.write(request);
    const [head, body] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*application/problem\\+json`));
    expect(JSON.parse(body!)).toMatchObject({ status, code, remedy: expect.any(String) });
  });

  it('not what Expect asks for, which is passed over', async () => {
    const url = `${service.url}/health/live`;
    const { statusCode } = await new Promise<IncomingMessage>((done) =>
      get(url, { headers: { expect: 'nonsense' } }, (response) => done(response.resume())),
    );
    expect(statusCode).toBe(200);
  });

  it('and still serves', async () => {
    await searchImages().send({ title: 'Apple pie' }).expect(200);
  });
});
