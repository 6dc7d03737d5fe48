import { type FastifyInstance, type InjectOptions, type LightMyRequestResponse, fastify } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sendProblem } from '../http/problem.filter.js';
import type { Caller } from './caller.js';
import { identifyCallers } from './identify-caller.js';
import { limitRates } from './rate-limit.js';

const SOMEWHERE = '203.0.113.5';
const keyHolder = (id: string, rateLimit?: number): Caller => ({
  is: 'key',
  id,
  scopes: ['search'],
  rateLimit,
});

let app: FastifyInstance;
afterEach(() => app.close());

/** A server whose callers are named by their key. */
async function serverOf(rateLimit: number, callers: Record<string, Caller> = {}): Promise<void> {
  app = fastify();
  identifyCallers(app, {
    callerWith: async (text) =>
      text === undefined ? { is: 'nobody' } : (callers[text] ?? { is: 'refused', why: 'unknown' }),
  });
  await limitRates(app, { rateLimit });
  app.setErrorHandler(sendProblem);
  app.get('/search', () => 'found');
  app.get('/health/live', () => 'live');
}

async function asked(times: number, options: InjectOptions = {}): Promise<LightMyRequestResponse[]> {
  const answers: LightMyRequestResponse[] = [];
  for (let i = 0; i < times; i++) {
    answers.push(await app.inject({ url: '/search', remoteAddress: SOMEWHERE, ...options }));
  }
  return answers;
}
const statuses = async (times: number, options?: InjectOptions): Promise<number[]> =>
  (await asked(times, options)).map(({ statusCode }) => statusCode);
const keyed = (key: string): InjectOptions => ({ headers: { 'x-api-key': key } });

describe('limitRates', () => {
  it('refuses what is too much, and says so in headers and words', async () => {
    await serverOf(2);
    const [first, , third] = await asked(3);
    expect(first!.headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1' });
    expect(third!.statusCode).toBe(429);
    expect(third!.headers['ratelimit-remaining']).toBe('0');
    expect(Number(third!.headers['retry-after'])).toBeGreaterThan(0);
    expect(third!.json()).toMatchObject({ code: 'RATE_LIMITED', expected: 'at most 2 requests a minute' });
  });

  it('counts keys and addresses apart, and a bad key as its address', async () => {
    await serverOf(1, { a: keyHolder('a'), b: keyHolder('b') });
    expect(await statuses(2, keyed('a'))).toEqual([200, 429]);
    expect(await statuses(2, keyed('b'))).toEqual([200, 429]);
    expect(await statuses(1, { remoteAddress: '203.0.113.6' })).toEqual([200]);
    expect([...(await statuses(1)), ...(await statuses(1, keyed('guess')))]).toEqual([200, 429]);
  });

  it('goes by the limit of a key where it has one', async () => {
    await serverOf(1, { more: keyHolder('more', 3), any: keyHolder('any', 0) });
    expect(await statuses(4, keyed('more'))).toEqual([200, 200, 200, 429]);
    expect(await statuses(4, keyed('any'))).toEqual([200, 200, 200, 200]);
  });

  it('is off at 0, but for keys with a limit of their own', async () => {
    await serverOf(0, { some: keyHolder('some', 1) });
    expect(await statuses(3)).toEqual([200, 200, 200]);
    expect(await statuses(2, keyed('some'))).toEqual([200, 429]);
  });

  it('goes by time that passed, not by a clock that is set', async () => {
    await serverOf(1);
    const ticks = vi.spyOn(performance, 'now');
    const from = performance.now();
    const date = vi.spyOn(Date, 'now').mockReturnValue(Date.now());
    expect(await statuses(2)).toEqual([200, 429]);
    date.mockReturnValue(Date.now() + 3_600_000);
    expect(await statuses(1)).toEqual([429]);
    date.mockReturnValue(Date.now() - 7_200_000);
    ticks.mockReturnValue(from + 120_000);
    expect(await statuses(1)).toEqual([200]);
    vi.restoreAllMocks();
  });

  it('counts neither probes nor keyless requests of this machine', async () => {
    await serverOf(1, { a: keyHolder('a') });
    expect(await statuses(3, { url: '/health/ready' })).toEqual([404, 404, 404]);
    expect(await statuses(3, { url: '/health/live' })).toEqual([200, 200, 200]);
    expect(await statuses(3, { remoteAddress: '::ffff:127.0.0.1' })).toEqual([200, 200, 200]);
    expect(await statuses(2, { remoteAddress: '127.0.0.1', ...keyed('a') })).toEqual([200, 429]);
  });
});
