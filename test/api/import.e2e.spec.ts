import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import type { Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ADMIN_KEY,
  PATIENTLY,
  RunningService,
  type ServicePlaces,
  newPlaces,
  removePlaces,
} from './running-service.js';

afterAll(removePlaces);

const NDJSON = 'application/x-ndjson';
const KEY = { 'x-api-key': ADMIN_KEY };

let places: ServicePlaces;
let service: RunningService;
beforeAll(async () => {
  places = await newPlaces();
  service = await RunningService.start(places, { SEJE_IMPORT_BYTES: '2000000' });
  await service.untilReady();
});
afterAll(() => service?.stop());

const send = (lines: string): Test =>
  service.request().post('/v1/recipes/import').set(KEY).type(NDJSON).send(lines);
const line = (id: string): string =>
  JSON.stringify({ id, title: `Soup ${id}`, ingredients: ['1 onion'], instructions: [] });
const spool = (): Promise<string[]> => readdir(join(places.SEJE_STATE, 'imports'));

async function stateOf(id: string): Promise<string> {
  const { body } = await service.request().get(`/v1/admin/jobs/${id}`).set(KEY);
  return body.state;
}

/** Reads the events of a job until they end. */
async function events(id: string): Promise<[string, Record<string, unknown>][]> {
  const response = await fetch(`${service.url}/v1/admin/jobs/${id}/events`, { headers: KEY });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const blocks = (await response.text()).split('\n\n').filter((block) => block.startsWith('event: '));
  return blocks.map((block) => {
    const [event, data] = block.split('\n');
    return [event!.slice('event: '.length), JSON.parse(data!.slice('data: '.length))];
  });
}

/** An import whose body stays open until `end` is called. */
function beginImport(url: string): { readonly end: () => void; readonly status: Promise<number> } {
  const request = httpRequest(`${url}/v1/recipes/import`, {
    method: 'POST',
    headers: { ...KEY, 'content-type': NDJSON },
  });
  request.write(`${line('open')}\n`);
  const status = new Promise<number>((done, reject) => {
    request.once('response', (response) => {
      response.resume();
      done(response.statusCode!);
    });
    request.once('error', reject);
  });
  return { end: () => void request.end(), status };
}

describe('an import', () => {
  it('is acknowledged, followed, and tells what was wrong with which line', async () => {
    const schemaOrg = JSON.stringify({ '@type': 'Recipe', '@id': 'pie', name: 'Pie' });
    const { body, headers } = await send([line('a'), '{', schemaOrg, line('b')].join('\n')).expect(202);
    expect(headers['location']).toBe(`/v1/admin/jobs/${body.id}`);
    expect(body).toMatchObject({ kind: 'import' });
    const told = await events(body.id);
    const [event, job] = told.at(-1)!;
    expect(event).toBe('over');
    expect(job).toMatchObject({
      state: 'succeeded',
      result: { lines: 4, created: 3, errors: 1, firstErrors: [{ line: 2, code: 'JSON_INVALID' }] },
    });
    await service.request().get('/v1/recipes/b').expect(200);
    const errors = await service.request().get(`/v1/admin/jobs/${body.id}/errors`).set(KEY).expect(200);
    expect(errors.headers['content-type']).toContain(NDJSON);
    expect(JSON.parse(errors.text ?? errors.body.toString())).toMatchObject({ line: 2 });
    expect((await spool()).filter((name) => !name.endsWith('.errors.ndjson'))).toEqual([]);
  });

  it('is refused whole where it is too large, of another type, or without the key', async () => {
    await send('x'.repeat(2_000_001)).expect(413);
    await service.request().post('/v1/recipes/import').set(KEY).send([]).expect(415);
    await send(line('z')).set('content-encoding', 'gzip').expect(415);
    await service.request().post('/v1/recipes/import').type(NDJSON).send('').expect(401);
    expect((await spool()).filter((name) => !name.endsWith('.errors.ndjson'))).toEqual([]);
  });

  it('is refused while as many are received as the service takes at once', async () => {
    const begun = Array.from({ length: 4 }, () => beginImport(service.url));
    await expect
      .poll(() => spool().then((names) => names.filter((name) => name.endsWith('.part')).length), PATIENTLY)
      .toBe(4);
    const { body, headers } = await send(line('late')).expect(429);
    expect(body.code).toBe('QUEUE_FULL');
    expect(headers['retry-after']).toBe('1');
    for (const { end } of begun) end();
    await Promise.all(begun.map(async ({ status }) => expect(await status).toBe(202)));
    await send(line('late')).expect(202);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('goes on where it was at a %s', async (signal) => {
    const ids = Array.from({ length: 6_000 }, (_, i) => `${signal}-${i}`);
    const { body } = await send(ids.map(line).join('\n')).expect(202);
    const cutOff = events(body.id).catch(() => undefined);
    await expect.poll(() => stateOf(body.id), PATIENTLY).toBe('running');
    await service.stop(signal);
    await cutOff;
    service = await RunningService.start(places);
    await service.untilReady();
    expect((await events(body.id)).at(-1)).toMatchObject(['over', { state: 'succeeded', attempts: 2 }]);
    const { text } = await service.request().get('/v1/recipes/export').buffer(true).expect(200);
    expect(text.split('\n').filter((row) => row.includes(`"id":"${signal}-`))).toHaveLength(ids.length);
  });
});

describe('an export', () => {
  it('ends with how many there are, and is what an import takes', async () => {
    const { text, headers } = await service.request().get('/v1/recipes/export').buffer(true).expect(200);
    expect(headers['content-type']).toContain(NDJSON);
    const lines = text.trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1)!)).toEqual({ end: true, recipes: lines.length - 1 });
    const pie = lines.map((row) => JSON.parse(row)).find(({ id }) => id === 'apple-pie');
    expect(pie.photos).toMatchObject([{ content: expect.stringMatching(/^[0-9a-f]{64}$/), width: 320 }]);
    const { body } = await send(text).expect(202);
    const unchanged = { unchanged: lines.length - 1, errors: 0, created: 0 };
    expect((await events(body.id)).at(-1)).toMatchObject(['over', { result: unchanged }]);
  });
});

describe('jobs', () => {
  it('are listed, the newest first', async () => {
    const { body } = await service.request().get('/v1/admin/jobs?limit=2').set(KEY).expect(200);
    expect(body.jobs).toHaveLength(2);
    expect(body.jobs[0].createdAt >= body.jobs[1].createdAt).toBe(true);
    await service.request().get('/v1/admin/jobs?limit=0').set(KEY).expect(400);
    await service.request().get('/v1/admin/jobs').expect(401);
  });

  it('that are over are not changed by a cancel', async () => {
    const { body } = await service.request().get('/v1/admin/jobs?limit=1').set(KEY);
    const cancelled = await service.request().post(`/v1/admin/jobs/${body.jobs[0].id}/cancel`).set(KEY);
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'succeeded' } });
  });

  it('that are unknown have no events, no errors and no cancel', async () => {
    for (const id of ['1', '00000000-0000-4000-8000-000000000000']) {
      const path = `/v1/admin/jobs/${id}`;
      await service.request().get(`${path}/events`).set(KEY).expect(404);
      await service.request().get(`${path}/errors`).set(KEY).expect(404);
      await service.request().post(`${path}/cancel`).set(KEY).expect(404);
    }
  });
});
