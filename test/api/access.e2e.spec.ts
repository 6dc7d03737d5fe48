import type { Response, Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DISHES, photoOf } from './kitchen.js';
import { ADMIN_KEY, RunningService, type ServicePlaces, newPlaces, removePlaces } from './running-service.js';

afterAll(removePlaces);

const ORIGIN = 'https://kitchen.example';
const keyed = (key: string): Record<string, string> => ({ 'x-api-key': key });
const soup = { title: 'Pea soup' };
/** What follows `seje_`, twelve digits of id and `_`. */
const secretOf = (key: string): string => key.slice(18);

interface MadeKey {
  readonly id: string;
  readonly key: string;
}

async function madeKey(service: RunningService, body: object): Promise<MadeKey> {
  const answer = await service.request().post('/v1/admin/keys').set(keyed(ADMIN_KEY)).send(body).expect(201);
  expect(answer.headers['cache-control']).toBe('no-store');
  return answer.body as MadeKey;
}

function expectProblem({ status, body }: Response, code: string): void {
  const statuses: Record<string, number> = { UNAUTHORIZED: 401, FORBIDDEN: 403, RATE_LIMITED: 429 };
  expect(body).toMatchObject({ code, status, remedy: expect.any(String) });
  expect(status).toBe(statuses[code]);
}

describe('a service with keys', () => {
  let places: ServicePlaces;
  let service: RunningService;
  let search: MadeKey;
  let write: MadeKey;
  const searchImages = (): Test => service.request().post('/v1/search/images').send(soup);
  beforeAll(async () => {
    places = await newPlaces();
    service = await RunningService.start(places, { SEJE_CORS_ORIGINS: ORIGIN });
    await service.untilReady();
  });
  afterAll(() => service?.stop());

  it('is open for searches on the loopback until the first key is made', async () => {
    await searchImages().expect(200);
    search = await madeKey(service, { name: 'shop front', scopes: ['search'] });
    write = await madeKey(service, { name: 'importer', scopes: ['write'] });
    expectProblem(await searchImages(), 'UNAUTHORIZED');
    expectProblem(await service.request().get(`/v1/recipes/${DISHES[0]!.id}`), 'UNAUTHORIZED');
  });

  it('takes a key in either header', async () => {
    await searchImages().set(keyed(search.key)).expect(200);
    await searchImages().set('authorization', `Bearer ${search.key}`).expect(200);
    await searchImages().set(keyed(write.key)).expect(200);
    await searchImages().set(keyed(ADMIN_KEY)).expect(200);
    const wrong = await searchImages().set(keyed(`${search.key.slice(0, -1)}!`));
    expectProblem(wrong, 'UNAUTHORIZED');
    expect(wrong.headers['www-authenticate']).toContain('Bearer');
  });

  it('keeps admin endpoints for admins', async () => {
    const list = (key: string): Test => service.request().get('/v1/admin/keys').set(keyed(key));
    for (const { key } of [search, write]) expectProblem(await list(key), 'FORBIDDEN');
    const reindex = service.request().post('/v1/admin/reindex').set(keyed(write.key));
    expectProblem(await reindex, 'FORBIDDEN');
    const { body, text } = await list(ADMIN_KEY).expect(200);
    expect(body.keys).toMatchObject([
      { id: search.id, name: 'shop front', scopes: ['search'], lastUsedAt: expect.any(String) },
      { id: write.id, name: 'importer', scopes: ['write'] },
    ]);
    for (const { key } of [search, write]) expect(text).not.toContain(secretOf(key));
    expect(text.toLowerCase()).not.toContain('digest');
  });

  it('lets the catalogue be changed with scope write, never without a key', async () => {
    const recipe = { title: 'Leek soup', ingredients: ['2 leek'], instructions: ['Simmer.'] };
    const put = (): Test => service.request().put('/v1/recipes/leek-soup').send(recipe);
    const keyless = await put();
    expectProblem(keyless, 'UNAUTHORIZED');
    expect(keyless.body.remedy).toContain('npx seje keys create --scope write');
    expectProblem(await put().set(keyed(search.key)), 'FORBIDDEN');
    await put().set(keyed(write.key)).expect(201);
    await service.request().get('/v1/recipes/leek-soup').set(keyed(search.key)).expect(200);
    await service.request().delete('/v1/recipes/leek-soup').set(keyed(write.key)).expect(204);
  });

  it('answers health, the page of the API and nothing else without a key', async () => {
    await service.request().get('/health/live').expect(200);
    await service.request().get('/health/ready').set(keyed('wrong')).expect(200);
    const docs = await service.request().get('/docs').expect(200).expect('content-type', /html/);
    expect(docs.headers['content-security-policy']).toContain("default-src 'self'");
    const { body } = await service.request().get('/docs/openapi.json').expect(200);
    expect(body.paths['/v1/admin/keys'].post.security).toEqual(expect.arrayContaining([{ apiKey: [] }]));
  });

  it('refuses a key that has been revoked, from the next request on', async () => {
    const { id, key } = await madeKey(service, { name: 'leaver', scopes: ['admin'] });
    await searchImages().set(keyed(key)).expect(200);
    await service.request().delete(`/v1/admin/keys/${id}`).set(keyed(key)).expect(204);
    const refused = await searchImages().set(keyed(key));
    expectProblem(refused, 'UNAUTHORIZED');
    expect(refused.body.found).toContain('revoked');
    const again = (unknown: string): Test =>
      service.request().delete(`/v1/admin/keys/${unknown}`).set(keyed(ADMIN_KEY));
    await again(id).expect(204);
    await again('0123456789ab').expect(404);
  });

  it('names all that is wrong with a key to be made', async () => {
    const body = { name: '', scopes: ['root'], expiresAt: 'soon', rateLimit: -1, secret: 'mine' };
    const answer = await service
      .request()
      .post('/v1/admin/keys')
      .set(keyed(ADMIN_KEY))
      .send(body)
      .expect(400);
    for (const field of Object.keys(body)) expect(answer.body.found).toContain(field);
    const past = { name: 'a', scopes: ['search'], expiresAt: '2001-01-31T00:00:00Z' };
    const late = await service.request().post('/v1/admin/keys').set(keyed(ADMIN_KEY)).send(past).expect(422);
    expect(late.body.code).toBe('RECORD_INVALID');
  });

  it('limits a key in its rate, and no other', async () => {
    const { key } = await madeKey(service, { name: 'busy', scopes: ['search'], rateLimit: 2 });
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await searchImages().set(keyed(key)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expectProblem(answers[2]!, 'RATE_LIMITED');
    expect(answers[0]!.headers['ratelimit-remaining']).toBe('1');
    expect(Number(answers[2]!.headers['retry-after'])).toBeGreaterThan(0);
    await searchImages().set(keyed(search.key)).expect(200);
  });

  it('lets pages of the origins that are set call it, and no others', async () => {
    const preflight = (origin: string): Test =>
      service.request().options('/v1/search/images').set({
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key',
      });
    const allowed = await preflight(ORIGIN).expect(204);
    expect(allowed.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(allowed.headers['access-control-allow-headers']).toContain('x-api-key');
    expect(allowed.headers['access-control-allow-credentials']).toBeUndefined();
    const other = await preflight('https://elsewhere.example');
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
    const found = await searchImages()
      .set({ origin: ORIGIN, ...keyed(search.key) })
      .expect(200);
    expect(found.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(found.headers['access-control-expose-headers']).toContain('x-request-id');
  });

  it('has its keys after a restart, and is open to everybody where that is said', async () => {
    await service.stop();
    service = await RunningService.start(places, { SEJE_ADMIN_KEY: '', SEJE_OPEN: '1' });
    await service.untilReady();
    await searchImages().expect(200);
    await searchImages().set(keyed(search.key)).expect(200);
    expectProblem(await service.request().get('/v1/admin/keys').set(keyed(search.key)), 'FORBIDDEN');
    expectProblem(await service.request().get('/v1/admin/keys'), 'UNAUTHORIZED');
    const { headers } = await searchImages().set('origin', ORIGIN);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a service without keys', () => {
  it('is refused off the loopback, and its port stays closed', async () => {
    const refused = await RunningService.start(await newPlaces(), { SEJE_ADMIN_KEY: '', HOST: '0.0.0.0' });
    expect(await refused.ended).toBe(1);
    const output = refused.output.join('\n');
    expect(output).toContain('SETTINGS_INVALID: ');
    expect(output).toContain('SEJE_OPEN=1');
    expect(output).not.toContain('"listening"');
  });
});

describe('what a service prints', () => {
  it('has no secret and no photo in it', async () => {
    const service = await RunningService.start(await newPlaces(), { LOG_LEVEL: 'trace' });
    await service.untilReady();
    const { key } = await madeKey(service, { name: 'a', scopes: ['search'] });
    const secret = secretOf(key);
    const guess = `seje_0123456789ab_${'g'.repeat(43)}`;
    const photo = await photoOf(DISHES[1]!).jpeg().toBuffer();
    const base64 = photo.toString('base64');
    const asked = (path: string): Test => service.request().post(path).set(keyed(key));
    await asked('/v1/search/recipes').attach('image', photo, 'dish.jpg').expect(200);
    await asked('/v1/search/recipes').attach('image', photo.subarray(0, photo.length >> 1), 'cut.jpg');
    await asked('/v1/search/recipes').set('content-type', 'image/jpeg').send(photo).expect(415);
    await asked('/v1/search/images').send({ title: base64.slice(0, 400) });
    await asked('/v1/search/images').send({ image: base64 }).expect(400);
    await asked(`/v1/search/images?key=${key}`).send(soup).expect(400);
    await asked('/v1/search/images').set('cookie', `session=${secret}`).send(soup).expect(200);
    const got = (path: string): Test => service.request().get(path);
    await got(`/v1/recipes/${key}`).set('authorization', `Bearer ${key}`).expect(404);
    await got(`/v1/images/none.jpg?photo=${base64.slice(0, 400)}`)
      .set(keyed(key))
      .expect(404);
    await got(`/nowhere/${guess}?token=${secret}`).set('authorization', `Basic ${secret}`).expect(404);
    const put = (path: string): Test => service.request().put(path).set(keyed(ADMIN_KEY));
    await put('/v1/recipes/beet-salad/photos/new.jpg')
      .set('content-type', 'image/jpeg')
      .send(photo)
      .expect(201);
    await put(`/v1/recipes/beet-salad/photos/${key}`)
      .set('content-type', 'image/jpeg')
      .send(photo.subarray(0, 900));
    await got('/v1/admin/jobs/%zz').set(keyed(guess)).expect(400);
    await got('/v1/admin/keys').set(keyed(guess)).expect(401);
    await got(`/v1/admin/jobs/${encodeURIComponent(ADMIN_KEY)}`)
      .set(keyed(ADMIN_KEY))
      .expect(404);
    await service.request().post('/v1/admin/reindex').set(keyed(ADMIN_KEY)).expect(202);
    await service.stop();
    const output = service.output.join('\n');
    expect(service.logged('request').length).toBeGreaterThan(10);
    for (const text of [secret, 'g'.repeat(43), ADMIN_KEY, encodeURIComponent(ADMIN_KEY)]) {
      expect(output).not.toContain(text);
    }
    // No piece of the file as text, and no piece of its base64 beyond the start that all JPEGs share.
    for (let at = 120; at + 24 < 400; at += 24) expect(output).not.toContain(base64.slice(at, at + 24));
    expect(output).not.toContain('JFIF');
    expect(output).not.toMatch(/"type":"Buffer"|[0-9]+(,[0-9]+){40}/);
  });
});
