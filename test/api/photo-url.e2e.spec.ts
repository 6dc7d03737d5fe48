import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningService, newPlaces, removePlaces } from './running-service.js';

afterAll(removePlaces);

let service: RunningService;
let asked = 0;
const inside = createServer((_, response) => {
  asked++;
  response.end('inside');
});

beforeAll(async () => {
  await new Promise<void>((listening) => inside.listen(0, '127.0.0.1', listening));
  const { port } = inside.address() as AddressInfo;
  const settings = { SEJE_FETCH_URLS: '1', SEJE_FETCH_PORTS: `80,443,${port}` };
  service = await RunningService.start(await newPlaces(), settings);
  await service.untilReady();
});
afterAll(async () => {
  await service?.stop();
  inside.close();
});

const searchFor = (body: object): Test => service.request().post('/v1/search/recipes').send(body);

/* Nothing here reaches the internet; apps/api/src/search/photo-url/ has the tests of fetching. */
describe('POST /v1/search/recipes with the address of a photo', () => {
  it.for(['http://127.0.0.1', 'http://localhost', 'http://[::ffff:127.0.0.1]', 'http://0x7f.1'])(
    'asks nothing of %s',
    async (host) => {
      const { port } = inside.address() as AddressInfo;
      const { body } = await searchFor({ url: `${host}:${port}/dish.jpg` }).expect(422);
      expect(body).toMatchObject({ code: 'PHOTO_URL_REFUSED', remedy: expect.stringContaining('multipart') });
      expect(asked).toBe(0);
    },
  );

  it.for([{}, { url: 7 }, { url: 'https://example.com/', image: 'x' }, [], { url: 'x'.repeat(3000) }])(
    'refuses %j',
    async (body) => {
      expect((await searchFor(body).expect(400)).body).toMatchObject({ code: 'REQUEST_INVALID' });
    },
  );

  it('counts as a photo received: the slot is free again after a refusal', async () => {
    for (let i = 0; i < 70; i++) await searchFor({ url: 'ftp://example.com/' }).expect(422);
  });
});
