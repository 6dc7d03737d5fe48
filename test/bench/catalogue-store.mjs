// `npm run bench -- catalogue-store`: candidates for the embedded database, each in processes of its own.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../bin/build.mjs';
import { root } from './built-training.mjs';

const child = fileURLToPath(new URL('catalogue-store.child.mjs', import.meta.url));
const ENGINES = ['node:sqlite', 'pglite as shipped', 'pglite with fsync'];
/** Batch sizes of imports through the store itself. */
const BATCHES = [50, 200, 1000];
/** A process is killed at most this long after its first acknowledged write. */
const LONGEST_LIFE_MS = 1500;

/** @param folder takes the databases */
export async function measureCatalogueStore(folder, args) {
  const { values } = parseArgs({
    args,
    options: {
      recipes: { type: 'string', default: '5000' },
      writes: { type: 'string', default: '200' },
      rounds: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      engine: { type: 'string', multiple: true, default: ENGINES },
      'store-only': { type: 'boolean', default: false },
    },
  });
  await ensureBuilt(root, ['training']);
  const { Random } = await import(join(root, 'dist/training/libs/core/src/index.js'));
  const rows = [];
  for (const engine of values['store-only'] ? [] : values.engine) {
    const place = join(folder, engine.replaceAll(/\W+/g, '-'));
    await rm(place, { recursive: true, force: true });
    await mkdir(place, { recursive: true });
    const settings = {
      engine,
      place: join(place, 'measured'),
      recipes: +values.recipes,
      writes: +values.writes,
    };
    const first = await measured({ task: 'open', ...settings });
    const written = await measured({ task: 'measure', ...settings });
    const again = await measured({ task: 'open', ...settings });
    const random = Random.derived(+values.seed, engine);
    const killed = await kill({ engine, place: join(place, 'killed') }, { rounds: +values.rounds, random });
    rows.push({ engine, first, written, again, killed });
  }
  const place = join(folder, 'store');
  await rm(place, { recursive: true, force: true });
  const settings = { place, batches: BATCHES, recipes: +values.recipes, writes: +values.writes };
  const store = await measured({ task: 'store', engine: 'the store', ...settings });
  if (rows.length > 0) print(rows, values);
  printStore(store);
}

/** Runs a task to its end; resolves to what it reported. */
async function measured(options) {
  let report;
  for await (const line of createInterface({ input: started(options).stdout })) report = JSON.parse(line);
  if (report === undefined) throw new Error(`${options.engine}, ${options.task}: no report`);
  return report;
}

function started(options) {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', child, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Writers that acknowledge every commit, killed at random moments, each opened by the next one. */
async function kill(options, { rounds, random }) {
  const acknowledged = new Map();
  const lost = [];
  let notOpened = 0;
  for (let round = 0; round <= rounds; round++) {
    const writer = started({
      task: 'write',
      round,
      seed: random.int(2 ** 30),
      last: round === rounds,
      ...options,
    });
    const life = random.int(LONGEST_LIFE_MS);
    let opened = false;
    for await (const line of createInterface({ input: writer.stdout })) {
      if (!line.endsWith('}')) continue; // cut off by the kill: never acknowledged whole
      const { found, written } = JSON.parse(line);
      if (found !== undefined) {
        opened = true;
        const there = new Map(found);
        for (const [id, revision] of acknowledged) {
          if (!(there.get(id) >= revision)) lost.push({ round, id, revision, found: there.get(id) });
        }
        void sleep(life).then(() => writer.kill('SIGKILL'));
      }
      for (const [id, revision] of written ?? []) acknowledged.set(id, revision);
    }
    if (!opened) notOpened++;
  }
  return { acknowledged: acknowledged.size, writes: Math.max(...acknowledged.values()), lost, notOpened };
}

function print(rows, { recipes, writes, rounds, seed }) {
  const ms = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
  const lines = [
    ['', ...rows.map(({ engine }) => engine)],
    ['first start, ms (of these CPU)', ...rows.map(({ first }) => `${ms(first.ms)} (${ms(first.cpuMs)})`)],
    ['later start, ms (of these CPU)', ...rows.map(({ again }) => `${ms(again.ms)} (${ms(again.cpuMs)})`)],
    ['RSS after a first start, MiB', ...rows.map(({ first }) => first.rss)],
    ['RSS after a later start, MiB', ...rows.map(({ again }) => again.rss)],
    ['RSS at most while importing, MiB', ...rows.map(({ written }) => written.maxRss)],
    ['one durable write, median ms', ...rows.map(({ written }) => ms(written.single.median))],
    ['one durable write, p99 ms', ...rows.map(({ written }) => ms(written.single.p99))],
    ['durable writes/s', ...rows.map(({ written }) => written.single.perSecond.toFixed(0))],
    ['CPU of a durable write, ms', ...rows.map(({ written }) => written.single.cpuMs.toFixed(2))],
    ['import in batches of 500, recipes/s', ...rows.map(({ written }) => written.batch.perSecond.toFixed(0))],
    ['CPU of 1,000 imported recipes, ms', ...rows.map(({ written }) => ms(written.batch.cpuMs * 1000))],
    ['longest hold of the event loop, ms', ...rows.map(({ written }) => ms(written.batch.longestHold))],
    ['read by id, median ms', ...rows.map(({ written }) => written.read.median.toFixed(2))],
    ['on disk, MiB', ...rows.map(({ written }) => written.disk)],
    ['SIGKILLs: acknowledged writes', ...rows.map(({ killed }) => killed.writes)],
    ['of these lost', ...rows.map(({ killed }) => killed.lost.length)],
    ['databases that did not open', ...rows.map(({ killed }) => killed.notOpened)],
  ];
  lines.splice(
    1,
    0,
    lines[0].map(() => '---'),
  );
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  process.stdout.write(
    `${table}\n${recipes} recipes imported, ${writes} single writes, ${rounds} SIGKILLs, seed ${seed}\n`,
  );
}

function printStore({ imports, single }) {
  const lines = imports.map(
    ({ size, median, cpuMs }) =>
      `batches of ${size}: ${median.toFixed(0)} ms each, ${cpuMs.toFixed(2)} ms of CPU a recipe`,
  );
  lines.push(`one putRecipe: ${single.median.toFixed(1)} ms, ${single.cpuMs.toFixed(1)} ms of CPU`);
  process.stdout.write(`\nthe CatalogueStore on the embedded database, medians:\n${lines.join('\n')}\n`);
}
