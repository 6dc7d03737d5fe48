import { createServer } from 'node:net';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ADMIN_KEY, PATIENTLY, RunningService, newPlaces, removePlaces } from './running-service.js';

afterAll(removePlaces);

/** A start that fails: exit code 1, one coded line, no stack trace. */
async function expectRefusal(service: RunningService, code: string): Promise<string> {
  expect(await service.ended).toBe(1);
  const output = service.output.filter((line) => !line.startsWith('{')).join('\n');
  expect(output).toContain(`${code}: `);
  expect(output).not.toMatch(/^\s+at /m);
  return output;
}

describe('a start that cannot succeed', () => {
  it('a port that is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const service = await RunningService.start(await newPlaces(), { PORT: String(port) });
    expect(await expectRefusal(service, 'PORT_TAKEN')).toContain(`PORT=${port + 1}`);
    holder.close();
  });

  it('an address that this machine has not', async () => {
    // 192.0.2.0/24 is set aside for documentation.
    const service = await RunningService.start(await newPlaces(), { HOST: '192.0.2.1' });
    expect(await expectRefusal(service, 'SETTINGS_INVALID')).toContain('HOST');
  });

  it('a page that is not built', async () => {
    const places = await newPlaces();
    const service = await RunningService.start(places, { SEJE_WEB: places.SEJE_DATA });
    expect(await expectRefusal(service, 'FILE_NOT_FOUND')).toContain('index.html');
  });

  it('CUDA that does not load', async (ctx) => {
    const service = await RunningService.start(await newPlaces(), { EXECUTION_PROVIDER: 'cuda' });
    const ready = service.untilReady().then(
      () => true,
      () => false,
    );
    if (await ready) {
      await service.stop();
      ctx.skip('CUDA loads on this machine');
    }
    expect(await expectRefusal(service, 'EXECUTION_PROVIDER_UNAVAILABLE')).toContain('`auto` or `cpu`');
  });

  it('settings that are missing or wrong, all at once', async () => {
    const places = { SEJE_BUNDLE: '', SEJE_DATA: '', SEJE_STATE: '/tmp' };
    const output = await expectRefusal(
      await RunningService.start(places, { LOG_LEVEL: 'loud' }),
      'SETTINGS_INVALID',
    );
    for (const name of ['SEJE_BUNDLE', 'LOG_LEVEL']) expect(output).toContain(name);
  });

  it('a bundle that is damaged', async () => {
    const places = await newPlaces();
    await writeFile(join(places.SEJE_BUNDLE, 'image-trunk.onnx'), 'damaged');
    await expectRefusal(await RunningService.start(places), 'BUNDLE_INVALID');
  });

  it('a state folder that is a file', async () => {
    const places = await newPlaces('absent');
    await writeFile(places.SEJE_STATE, 'a file');
    await expectRefusal(await RunningService.start(places), 'DISK_WRITE_FAILED');
  });
});

describe('a state folder', () => {
  it('belongs to one service: a second one names the first and ends, the first goes on', async () => {
    const places = await newPlaces();
    const first = await RunningService.start(places);
    const output = await expectRefusal(await RunningService.start(places), 'RUN_LOCKED');
    expect(output).toContain(`process ${first.child.pid}`);
    await first.request().get('/health/live').expect(200);
    await first.stop('SIGKILL');
    const next = await RunningService.start(places);
    await next.request().get('/health/live').expect(200);
    expect(await next.stop()).toBe(0);
    expect(existsSync(join(places.SEJE_STATE, 'service.lock'))).toBe(false);
  });
});

describe('a start without what is optional', () => {
  it('no admin key: the admin endpoints say so', async () => {
    const service = await RunningService.start(await newPlaces(), { SEJE_ADMIN_KEY: '' });
    const { body } = await service
      .request()
      .post('/v1/admin/reindex')
      .set('x-api-key', ADMIN_KEY)
      .expect(401);
    expect(body.remedy).toContain('SEJE_ADMIN_KEY');
    await service.stop();
  });

  it('no index that can be built yet: live, not ready, and health says why', async () => {
    const places = await newPlaces('absent');
    await mkdir(places.SEJE_STATE);
    await writeFile(join(places.SEJE_STATE, 'photo-features'), 'a file where a folder should be');
    const service = await RunningService.start(places);
    await expect.poll(() => service.logged('job failed'), PATIENTLY).toHaveLength(1);
    await service.request().get('/health/live').expect(200);
    const { status, body } = await service.readiness();
    expect(status).toBe(503);
    expect(body).toMatchObject({ code: 'NOT_READY', ready: false, executionProvider: 'cpu' });
    expect(body['remedy']).toContain('POST /v1/admin/reindex');
    expect(body['detail']).not.toContain('..');
    const search = await service.searchImages({ title: 'Apple pie' });
    expect(search.status).toBe(503);
    expect(await search.json()).toMatchObject({ code: 'NOT_READY' });
    await service.stop();
  });

  it('a page: served at / with a policy, beside the endpoints', async () => {
    const web = await mkdtemp(join(tmpdir(), 'web-'));
    await mkdir(join(web, 'assets'));
    await writeFile(join(web, 'index.html'), '<!doctype html><title>SEJE</title>');
    await writeFile(join(web, 'assets', 'page.js'), 'export {};');
    const service = await RunningService.start(await newPlaces(), { SEJE_WEB: web });
    const page = await service.request().get('/').expect(200).expect('content-type', /html/);
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    await service
      .request()
      .get('/assets/page.js')
      .expect(200)
      .expect('content-type', /javascript/);
    const missing = await service.request().get('/assets/none.js').expect(404);
    expect(missing.body.code).toBe('NOT_FOUND');
    await service.request().get('/health/live').expect(200);
    await service.stop();
  });
});
