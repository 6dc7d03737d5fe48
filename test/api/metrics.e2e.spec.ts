import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alerts, dashboard, documented } from '../observability/observability-files.js';
import { metricsIn } from '../observability/promql.js';
import { DISHES, photoOf } from './kitchen.js';
import { ADMIN_KEY, PATIENTLY, RunningService, newPlaces, removePlaces } from './running-service.js';

afterAll(removePlaces);

describe('GET /metrics', () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await RunningService.start(await newPlaces());
    await service.untilReady(120_000);
  });
  afterAll(() => service.stop());

  /** Series by name with labels. */
  async function scraped(): Promise<Map<string, number>> {
    const { text } = await service.request().get('/metrics').expect(200);
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(/\S+$/.exec(line)![0])]));
  }

  it('is in the text format, of no API document, and kept by no cache', async () => {
    const { text } = await service
      .request()
      .get('/metrics')
      .expect(200)
      .expect('content-type', 'text/plain; version=0.0.4; charset=utf-8')
      .expect('cache-control', 'no-store');
    expect(text).toContain('# TYPE seje_query_duration_seconds histogram');
    const { body } = await service.request().get('/docs/openapi.json').expect(200);
    expect(Object.keys(body.paths as object)).not.toContain('/metrics');
  });

  it('splits the time of queries into their stages, which add up', async () => {
    // In other bytes than the catalogue's, whose features are known.
    const photo = await photoOf(DISHES[0]!).png().toBuffer();
    await service.request().post('/v1/search/recipes').attach('image', photo, 'dish.png').expect(200);
    expect((await service.searchImages({ title: 'Apple pie' })).status).toBe(200);
    const metrics = await scraped();
    for (const [direction, stages] of [
      ['photo', ['queue', 'decode', 'encode', 'search']],
      ['recipe', ['queue', 'encode', 'search']],
    ] as const) {
      const total = `seje_query_duration_seconds`;
      expect(metrics.get(`${total}_count{direction="${direction}",outcome="ok"}`)).toBe(1);
      const spent = stages.map((stage) =>
        metrics.get(`seje_query_stage_duration_seconds_sum{direction="${direction}",stage="${stage}"}`),
      );
      const whole = metrics.get(`${total}_sum{direction="${direction}",outcome="ok"}`)!;
      expect(spent.reduce((sum, seconds) => sum! + seconds!, 0)).toBeCloseTo(whole, 9);
      expect(metrics.get(`seje_query_batch_size_sum{direction="${direction}"}`)).toBe(1);
    }
  });

  it('counts refused queries by their code', async () => {
    expect((await service.searchImages({ title: 'qqqq' })).status).toBe(422);
    const metrics = await scraped();
    const refused = 'seje_query_duration_seconds_count{direction="recipe",outcome="RECIPE_UNKNOWN_WORDS"}';
    expect(metrics.get(refused)).toBe(1);
  });

  it('names routes by their pattern, whatever is asked for', async () => {
    for (const id of ['apple-pie', 'none', 'a b']) {
      await service.request().get(`/v1/recipes/${encodeURIComponent(id)}`);
    }
    for (const path of ['/nothing', '/nothing/else', '/v1/recipe/x?key=secret']) {
      await service.request().get(path).expect(404);
    }
    // Refused before there is a route: answered all the same, and counted nowhere.
    await service.request().get('/v1/recipes/%zz').expect(400);
    const routes = [...(await scraped())].filter(([name]) =>
      name.startsWith('seje_http_request_duration_seconds_count'),
    );
    const of = (labels: string): number | undefined =>
      routes.find(([name]) => name.endsWith(`{${labels}}`))?.[1];
    expect(of('method="GET",route="/v1/recipes/:id",status="200"')).toBe(1);
    expect(of('method="GET",route="/v1/recipes/:id",status="404"')).toBe(2);
    expect(of('method="GET",route="unmatched",status="404"')).toBe(3);
    expect(routes.map(([name]) => name).join()).not.toMatch(/secret|apple/);
  });

  it('says what answers: engine, bundle, generation, its recall and age, the catalogue', async () => {
    const { body } = await service.readiness();
    const metrics = await scraped();
    const info = `seje_engine_info{execution_provider="cpu",bundle="${body['bundle']}",generation="${body['generation']}"}`;
    expect(metrics.get(info)).toBe(1);
    expect(metrics.get('seje_engine_up')).toBe(1);
    expect(metrics.get('seje_engine_restarts_total')).toBe(0);
    expect(metrics.get('seje_database_up')).toBe(1);
    for (const collection of ['recipes', 'images']) {
      expect(metrics.get(`seje_generation_vectors{collection="${collection}"}`)).toBe(DISHES.length);
      expect(metrics.get(`seje_generation_recall_at_10{collection="${collection}"}`)).toBe(1);
    }
    const builtAt = metrics.get('seje_generation_created_timestamp_seconds')!;
    expect(Math.abs(Date.now() / 1000 - builtAt)).toBeLessThan(600);
  });

  it('shows what was written until it is in the answers, and then beside the index', async () => {
    await service
      .request()
      .put('/v1/recipes/carrot-soup')
      .set('x-api-key', ADMIN_KEY)
      .send({ title: 'Carrot soup', ingredients: ['3 carrot'], instructions: ['Simmer.'] })
      .expect(201);
    await expect
      .poll(async () => (await scraped()).get('seje_overlay_vectors{collection="recipes"}'), PATIENTLY)
      .toBe(1);
    await expect
      .poll(async () => (await scraped()).get('seje_catalogue_records{kind="recipe"}'), PATIENTLY)
      .toBe(DISHES.length + 1);
    await expect.poll(async () => (await scraped()).get('seje_feed_lag_changes'), PATIENTLY).toBe(0);
    const metrics = await scraped();
    expect(metrics.get('seje_feed_lag_seconds')).toBe(0);
    expect(metrics.get('seje_jobs{kind="reindex",state="succeeded"}')).toBe(1);
    expect(metrics.get('seje_job_last_failed{kind="reindex"}')).toBe(0);
    expect(metrics.get('seje_job_last_duration_seconds{kind="reindex"}')).toBeGreaterThan(0);
  });

  it('logs the same split, and the id of a request in both processes', async () => {
    const id = 'a-request-of-this-test';
    const of = (event: string) => service.logged(event).find(({ reqId }) => reqId === id);
    await service
      .request()
      .post('/v1/search/images')
      .set('x-request-id', id)
      .send({ title: 'qqqq' })
      .expect('x-request-id', id)
      .expect(422);
    await expect.poll(() => of('request'), PATIENTLY).toBeDefined();
    await expect.poll(() => of('query refused'), PATIENTLY).toBeDefined();
    expect(of('request')).toMatchObject({
      route: '/v1/search/images',
      status: 422,
      code: 'RECIPE_UNKNOWN_WORDS',
    });
    expect(of('query refused')).toMatchObject({ process: 'engine', code: 'RECIPE_UNKNOWN_WORDS' });
    expect(service.output.join()).not.toContain('qqqq');

    await service.searchImages({ title: 'Apple pie' });
    const answered = () => service.logged('request').findLast(({ stages }) => stages !== undefined);
    await expect.poll(answered, PATIENTLY).toBeDefined();
    expect(Object.keys(answered()!['stages'] as object)).toEqual(['queue', 'encode', 'search']);
  });

  it('has all that dashboard and alerts ask for, and the documentation lists; no more of ours', async () => {
    const { text } = await service.request().get('/metrics').expect(200);
    const families = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    const names = new Set(
      families.flatMap(([, name, type]) =>
        type === 'histogram' ? ['_bucket', '_sum', '_count'].map((part) => `${name}${part}`) : [name!],
      ),
    );
    const expressions = [
      ...dashboard().panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
      ...alerts().map(({ expr }) => expr),
    ];
    const asked = new Set(expressions.flatMap(metricsIn));
    // `up` is Prometheus' own.
    expect([...asked].filter((name) => !names.has(name))).toEqual(['up']);
    const ours = families.map(([, name]) => name!).filter((name) => name.startsWith('seje_'));
    expect(ours.filter((name) => ![...asked].some((one) => one.startsWith(name)))).toEqual([]);
    expect(documented('Metrics').sort()).toEqual(ours.sort());
  });
});

describe('who may read /metrics', () => {
  it('whoever has the admin key, where the service can be reached from elsewhere', async () => {
    const service = await RunningService.start(await newPlaces(), { HOST: '0.0.0.0' });
    const { body } = await service.request().get('/metrics').expect(401);
    expect(body.code).toBe('UNAUTHORIZED');
    await service.request().get('/metrics').set('x-api-key', ADMIN_KEY).expect(200);
    await service.stop();
  });
});
