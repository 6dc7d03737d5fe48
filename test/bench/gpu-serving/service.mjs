// The built service in a process of its own, asked by photo over HTTP.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { entryOf } from '../../../bin/build.mjs';
import { root } from '../built-training.mjs';
import { eachMilliseconds, median, milliseconds, quantile, sayTable } from './figures.mjs';

/** Photos asked for one after another. */
const ALONE = 60;
/** Photos asked for by `CLIENTS` at once: some seconds of work for either. */
const TOGETHER = { cpu: 128, cuda: 1024 };
const CLIENTS = 16;
const POLL_MS = 20;

export async function measureService({ folder, bundle, data, photos }) {
  const rows = [];
  for (const provider of ['cpu', 'cuda']) {
    const state = join(folder, `state-${provider}`);
    await rm(state, { recursive: true, force: true });
    const started = performance.now();
    const service = await start({ provider, bundle, data, state });
    try {
      const ready = await untilReady(service);
      if (ready.executionProvider !== provider) throw new Error(`it runs on ${ready.executionProvider}`);
      const seconds = (performance.now() - started) / 1000;
      const ask = (i) => search(service.url, photos[i % photos.length]);
      const alone = await eachMilliseconds(ALONE, ask);
      const { times, rate } = await together(TOGETHER[provider], ask);
      rows.push([
        provider,
        seconds.toFixed(1),
        ...[alone, times].flatMap((ms) => [
          median(ms).toFixed(1),
          quantile(ms, 0.95).toFixed(1),
          Math.max(...ms).toFixed(1),
        ]),
        rate.toFixed(0),
      ]);
    } finally {
      service.child.kill();
      await service.ended;
    }
  }
  const three = (who) => [`${who}: median, ms`, '95 %', 'longest'];
  sayTable(
    `The service, POST /v1/search/recipes, ${ALONE} photos one after another, then ${CLIENTS} clients at once`,
    [['', 'start with an index to build, s', ...three('one'), ...three(`${CLIENTS}`), 'photos/s'], ...rows],
  );
}

async function start({ provider, bundle, data, state }) {
  const child = spawn(process.execPath, [fileURLToPath(entryOf(root, 'api'))], {
    env: {
      ...process.env,
      SEJE_BUNDLE: bundle,
      SEJE_DATA: data,
      SEJE_STATE: state,
      PORT: '0',
      LOG_LEVEL: 'warn',
      EXECUTION_PROVIDER: provider,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"event":"listening"')) resolve(JSON.parse(line).url);
    });
    void ended.then((code) => reject(new Error(`the service ended with ${code}`)));
  });
  return { child, ended, url };
}

async function untilReady({ child, url }) {
  while (child.exitCode === null) {
    const response = await fetch(`${url}/health/ready`);
    const body = await response.json();
    if (response.status === 200) return body;
    await delay(POLL_MS);
  }
  throw new Error(`the service ended with ${child.exitCode}`);
}

async function search(url, photo) {
  const form = new FormData();
  form.set('image', new Blob([photo], { type: 'image/jpeg' }), 'photo.jpg');
  const response = await fetch(`${url}/v1/search/recipes`, { method: 'POST', body: form });
  const body = await response.json();
  if (response.status !== 200) throw new Error(`${response.status} ${JSON.stringify(body)}`);
}

/** `CLIENTS` ask at once, each its next photo as soon as it has an answer. */
async function together(count, ask) {
  const photos = Array.from({ length: count }, (_, i) => i).values();
  const times = [];
  const client = async () => {
    for (const photo of photos) times.push(await milliseconds(() => ask(photo)));
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return { times, rate: (1000 * count) / (performance.now() - started) };
}
