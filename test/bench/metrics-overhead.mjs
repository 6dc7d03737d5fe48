// `npm run bench -- metrics-overhead`: CPU time that counting costs a query and a request, and a scrape.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../bin/build.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const MICROSECONDS = 1e3;

/** @param _folder nothing is written */
export async function measureMetrics(_folder, args) {
  const { values } = parseArgs({
    args,
    options: {
      queries: { type: 'string', default: '200000' },
      rounds: { type: 'string', default: '9' },
    },
  });
  await ensureBuilt(root, ['api']);
  const built = (path) => import(pathToFileURL(join(root, 'dist/apps/api/apps/api/src', path)).href);
  const { ServiceMetrics } = await built('metrics/service-metrics.js');
  const { stageTimes } = await built('metrics/stage-times.js');
  const metrics = new ServiceMetrics();
  const times = { decodeMs: 21.5, encodeMs: 47.25, searchMs: 0.3, batch: 4 };

  const countQuery = (i) => {
    const totalMs = 80 + (i % 40);
    metrics.queryEnded('photo', 'ok', totalMs);
    metrics.queryAnswered('photo', stageTimes(totalMs, times), times);
  };
  const countRequest = (i) =>
    metrics.requestEnded({ method: 'POST', route: '/v1/search/recipes', status: 200 }, 80 + (i % 40));

  const options = { calls: Number(values.queries), rounds: Number(values.rounds) };
  print('a query counted', cpuPerCall(countQuery, options));
  print('a request counted', cpuPerCall(countRequest, options));
  const scrapes = [];
  for (let round = 0; round < options.rounds * 10; round++) {
    const before = process.cpuUsage();
    await metrics.registry.metrics();
    scrapes.push(microseconds(process.cpuUsage(before)));
  }
  print('a scrape, without engine and database', scrapes);
  process.stdout.write(`a scrape is ${(await metrics.registry.metrics()).length} characters\n`);
}

/** CPU microseconds a call, of each round; the first round warms up and is left out. */
function cpuPerCall(work, { calls, rounds }) {
  const perCall = [];
  for (let round = 0; round <= rounds; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i++) work(i);
    perCall.push(microseconds(process.cpuUsage(before)) / calls);
  }
  return perCall.slice(1);
}

function microseconds({ user, system }) {
  return user + system;
}

function print(what, all) {
  const sorted = all.toSorted((a, b) => a - b);
  const [least, median, most] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
  const round = (value) => (value > MICROSECONDS ? value.toFixed(0) : value.toFixed(2));
  process.stdout.write(
    `${what}: median ${round(median)} µs of CPU (${round(least)} to ${round(most)}, ${all.length} rounds)\n`,
  );
}
