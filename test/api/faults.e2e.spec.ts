import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DISHES, photoOf } from './kitchen.js';
import { PATIENTLY, RunningService, newPlaces, removePlaces } from './running-service.js';

afterAll(removePlaces);

/** The service promises to be back in this time after its engine was killed, milliseconds. */
const BACK_WITHIN_MS = 5_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the engine killed under load', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await RunningService.start(await newPlaces());
    await service.untilReady();
  });
  afterAll(() => service?.stop());

  it('answers 503 with Retry-After meanwhile, stays live, and is ready again in time', async () => {
    const photo = await photoOf(DISHES[0]!).resize(1600, 1200, { fit: 'fill' }).jpeg().toBuffer();
    const seen = new Map<number, number>();
    const load = new AbortController();
    const ask = async (): Promise<void> => {
      while (!load.signal.aborted) {
        const response = await service.request().post('/v1/search/recipes').attach('image', photo, 'a.jpg');
        seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
        if (response.status === 503) {
          expect(response.body).toMatchObject({ code: 'ENGINE_DOWN', remedy: expect.any(String) });
          expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
        }
      }
    };
    // As many as are always let in.
    const clients = [ask(), ask()];
    await expect.poll(() => seen.get(200) ?? 0, PATIENTLY).toBeGreaterThan(5);

    const killed = service.enginePid();
    process.kill(killed, 'SIGKILL');
    const killedAt = performance.now();
    await expect.poll(() => seen.get(503) ?? 0, PATIENTLY).toBeGreaterThan(0);
    await service.request().get('/health/live').expect(200);
    await service.untilReady(BACK_WITHIN_MS);
    expect(performance.now() - killedAt).toBeLessThan(BACK_WITHIN_MS);

    const before = seen.get(200)!;
    await expect.poll(() => seen.get(200) ?? 0, PATIENTLY).toBeGreaterThan(before + 5);
    load.abort();
    await Promise.all(clients);
    expect(new Set(seen.keys())).toEqual(new Set([200, 503]));
    expect(service.enginePid()).not.toBe(killed);
    expect((await service.readiness()).body['engineRestarts']).toBe(1);
  });
});

describe('more queries than the queue holds', () => {
  it('answers 429 with Retry-After to the surplus and serves the others', async () => {
    const service = await RunningService.start(await newPlaces(), { SEJE_QUEUE_SIZE: '2' });
    await service.untilReady();
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => service.searchImages({ title: 'Apple pie' })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]!.headers.get('retry-after')).toBe('1');
    expect(await refused[0]!.json()).toMatchObject({ code: 'QUEUE_FULL' });
    await service.stop();
  });
});

describe('the end of the service', () => {
  it('on SIGTERM: answers what is on its way, stops the engine, exits with 0', async () => {
    const service = await RunningService.start(await newPlaces());
    await service.untilReady();
    const engine = service.enginePid();
    const photo = await photoOf(DISHES[0]!).resize(4000, 3000, { fit: 'fill' }).jpeg().toBuffer();
    const form = new FormData();
    form.append('image', new Blob([new Uint8Array(photo)]), 'a.jpg');
    const answer = fetch(`${service.url}/v1/search/recipes`, { method: 'POST', body: form });
    await new Promise((wait) => setTimeout(wait, 20));
    expect(await service.stop()).toBe(0);
    expect((await answer).status).toBe(200);
    expect(isAlive(engine)).toBe(false);
  });

  it('on SIGTERM: answers what arrives on a connection that is still open', async () => {
    const service = await RunningService.start(await newPlaces());
    await service.untilReady();
    const { hostname, port } = new URL(service.url);
    const connection = connect(Number(port), hostname);
    const body = '{"title": "Apple pie"}';
    const head = `host: service\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
    const request = `POST /v1/search/images HTTP/1.1\r\n${head}\r\n\r\n${body}`;
    connection.write(request.slice(0, -1));
    await new Promise((wait) => setTimeout(wait, 200));
    const stopped = service.stop();
    await expect.poll(() => service.logged('stopping'), PATIENTLY).toHaveLength(1);
    connection.write(request.slice(-1) + request);
    const answers = await text(connection);
    expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
    expect(await stopped).toBe(0);
  });

  it('by SIGKILL: the engine ends by itself', async () => {
    const service = await RunningService.start(await newPlaces());
    await service.untilReady();
    const engine = service.enginePid();
    await service.stop('SIGKILL');
    await expect.poll(() => isAlive(engine), PATIENTLY).toBe(false);
  });
});
