import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DISHES, photoOf } from './kitchen.js';
import { OtlpReceiver, type ReceivedSpan, attributeOf } from './otlp-receiver.js';
import { PATIENTLY, RunningService, newPlaces, removePlaces } from './running-service.js';

afterAll(removePlaces);

/** A trace that a caller has begun. */
function begun(): { readonly traceId: string; readonly spanId: string } {
  return { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') };
}

const durationOf = ({ startTimeUnixNano, endTimeUnixNano }: ReceivedSpan): bigint =>
  BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano);

describe('traces', () => {
  let receiver: OtlpReceiver;
  let service: RunningService;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    service = await RunningService.start(await newPlaces(), {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: 'kitchen',
    });
    await service.untilReady(120_000);
  });
  afterAll(() => service.stop());

  /** Spans of a trace once `last`, which ends after all others, has been sent. */
  async function received(traceId: string, last: string): Promise<Map<string, ReceivedSpan>> {
    await expect.poll(() => receiver.trace(traceId).has(last), PATIENTLY).toBe(true);
    return receiver.trace(traceId);
  }

  it('go on from the caller, and show where the time of a query went', async () => {
    const caller = begun();
    // In other bytes than the catalogue's, whose features are known.
    const photo = await photoOf(DISHES[0]!).png().toBuffer();
    const answer = await service
      .request()
      .post('/v1/search/recipes')
      .set('traceparent', `00-${caller.traceId}-${caller.spanId}-01`)
      .attach('image', photo, 'dish.png')
      .expect(200);
    const spans = await received(caller.traceId, 'POST /v1/search/recipes');
    expect([...receiver.services]).toEqual(['kitchen']);
    const request = spans.get('POST /v1/search/recipes')!;
    expect(request.parentSpanId).toBe(caller.spanId);
    expect(attributeOf(request, 'seje.request_id')).toBe(answer.headers['x-request-id']);
    expect(String(attributeOf(request, 'http.response.status_code'))).toBe('200');
    const query = spans.get('query')!;
    expect(query.parentSpanId).toBe(request.spanId);
    expect(spans.get('look up recipes')!.parentSpanId).toBe(request.spanId);

    const stages = ['queue', 'decode', 'encode', 'search'].map((name) => spans.get(name)!);
    for (const stage of stages) expect(stage.parentSpanId).toBe(query.spanId);
    for (const [i, stage] of stages.slice(1).entries()) {
      expect(stage.startTimeUnixNano).toBe(stages[i]!.endTimeUnixNano);
    }
    const spent = stages.map(durationOf).reduce((sum, nanoseconds) => sum + nanoseconds, 0n);
    // Clocks that count milliseconds lie between the two.
    expect(Math.abs(Number(durationOf(query) - spent))).toBeLessThan(5e6);
  });

  it('name the problem that a query was refused with, and nothing of what was asked', async () => {
    const caller = begun();
    await service
      .request()
      .post('/v1/search/images')
      .set('traceparent', `00-${caller.traceId}-${caller.spanId}-01`)
      .send({ title: 'qqqq' })
      .expect(422);
    const spans = await received(caller.traceId, 'POST /v1/search/images');
    for (const name of ['POST /v1/search/images', 'query']) {
      expect(attributeOf(spans.get(name)!, 'error.type')).toBe('RECIPE_UNKNOWN_WORDS');
    }
    expect(JSON.stringify(receiver.spans)).not.toContain('qqqq');
  });

  it('are left out where the caller has decided so', async () => {
    const [kept, dropped] = [begun(), begun()];
    for (const [{ traceId, spanId }, flags] of [
      [dropped, '00'],
      [kept, '01'],
    ] as const) {
      await service
        .request()
        .get('/v1/recipes/apple-pie')
        .set('traceparent', `00-${traceId}-${spanId}-${flags}`)
        .expect(200);
    }
    await received(kept.traceId, 'GET /v1/recipes/:id');
    expect(receiver.trace(dropped.traceId).size).toBe(0);
  });

  it('do not keep a service from answering, or from stopping, when the collector is gone', async () => {
    await receiver.stop();
    expect((await service.searchImages({ title: 'Apple pie' })).status).toBe(200);
    expect(await service.stop()).toBe(0);
  });
});
