import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { generateLoad } from '../load/generator/generate-load.js';
import { photoSearches, recipeSearches } from '../load/generator/search-requests.js';
import { PATIENTLY, RunningService, newPlaces, removePlaces } from './running-service.js';

afterAll(removePlaces);

describe('more searches than the service can answer', () => {
  it('are answered or refused with 429 and Retry-After, and all is as before once they end', async () => {
    const service = await RunningService.start(await newPlaces());
    await service.untilReady();
    const requests = [...(await photoSearches()), ...recipeSearches()];
    const outcomes = await generateLoad({ origin: service.url, rate: 1500, seconds: 3, requests });
    const refused = outcomes.filter(({ status }) => status === 429);
    expect(outcomes).toHaveLength(4500);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set([200, 429]));
    expect(refused.every(({ saidRetryAfter }) => saidRetryAfter)).toBe(true);
    expect(new Set(refused.map(({ kind }) => kind))).toEqual(new Set(['photo search', 'recipe search']));

    await expect
      .poll(async () => (await service.searchImages({ title: 'Apple pie' })).status, PATIENTLY)
      .toBe(200);
    await service.request().get('/health/ready').expect(200);
    expect((await service.readiness()).body['engineRestarts']).toBe(0);
    expect(await service.stop()).toBe(0);
  });

  it('are refused by their head alone, without waiting for the photo', async () => {
    const service = await RunningService.start(await newPlaces(), { SEJE_QUEUE_SIZE: '1' });
    await service.untilReady();
    process.kill(service.enginePid(), 'SIGSTOP');
    const asked = ['Apple pie', 'Pea soup'].map((title) => service.searchImages({ title }));
    expect((await Promise.race(asked)).status).toBe(429);

    const { hostname, port } = new URL(service.url);
    const connection = connect(Number(port), hostname);
    const head = 'host: service\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 20000000';
    connection.write(`POST /v1/search/recipes HTTP/1.1\r\n${head}\r\n\r\n`);
    const [answer] = (await once(connection, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 429 /);
    expect(answer.toString()).toMatch(/^retry-after: 1\r$/im);
    connection.destroy();

    process.kill(service.enginePid(), 'SIGCONT');
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 429]);
    await service.stop();
  });
});
