// A measured process of `npm run bench -- catalogue-store`: opens one engine, measures it or writes until killed.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { root } from './built-training.mjs';

const { task, engine, place, ...options } = JSON.parse(process.argv[2]);
const BATCH = 500;
const READS = 500;
const MIB = 2 ** 20;
/** Recipes that the killed writers write to: few, so that they are overwritten too. */
const WRITTEN = 500;

const TABLES = `
  create table if not exists recipes (
    id text primary key, title text not null, body JSON not null, revision integer not null);
  create index if not exists recipes_title on recipes (title);
  create table if not exists photos (
    id text primary key, recipe_id text not null, content text not null, width integer not null);
  create index if not exists photos_recipe on photos (recipe_id)`;
const UPSERT = `insert into recipes (id, title, body, revision) values ($1, $2, $3, $4)
  on conflict (id) do update set title = excluded.title, body = excluded.body, revision = excluded.revision`;
const PHOTO = `insert into photos (id, recipe_id, content, width) values ($1, $2, $3, 640)
  on conflict (id) do update set content = excluded.content`;

/** One door to each engine: `execute`, `query`, and `transaction`, whose end is a durable commit. */
const OPENERS = {
  'node:sqlite': async () => {
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(`${place}.db`);
    database.exec('pragma journal_mode = wal; pragma synchronous = full');
    database.exec(TABLES);
    const statements = new Map();
    const prepared = (sql) => statements.get(sql) ?? statements.set(sql, database.prepare(sql)).get(sql);
    const numbered = (values) => Object.fromEntries(values.map((value, i) => [`$${i + 1}`, value]));
    return {
      execute: async (sql, values) => prepared(sql).run(numbered(values)),
      query: async (sql, values) => prepared(sql).all(numbered(values)),
      transaction: async (work) => {
        database.exec('begin immediate');
        await work((sql, values) => prepared(sql).run(numbered(values)));
        database.exec('commit');
      },
      close: async () => database.close(),
    };
  },
  'pglite as shipped': async () => {
    const { PGlite } = await import('@electric-sql/pglite');
    const database = await PGlite.create(place);
    await database.exec(TABLES.replaceAll('JSON', 'jsonb'));
    return {
      execute: (sql, values) => database.query(sql, values),
      query: async (sql, values) => (await database.query(sql, values)).rows,
      transaction: (work) =>
        database.transaction((inside) => work((sql, values) => inside.query(sql, values))),
      close: () => database.close(),
    };
  },
  'pglite with fsync': async () => {
    const { CompiledQuery } = await import('kysely');
    const built = join(root, 'dist/training/libs/catalogue/src/database/pglite-database.js');
    const { openPgliteDatabase } = await import(built);
    const { queries, close } = await openPgliteDatabase(place);
    const executeOn = (on) => (sql, values) => on.executeQuery(CompiledQuery.raw(sql, values));
    const execute = executeOn(queries);
    for (const statement of TABLES.replaceAll('JSON', 'jsonb').split(';')) await execute(statement, []);
    return {
      execute,
      query: async (sql, values) => (await execute(sql, values)).rows,
      transaction: (work) => queries.transaction().execute((inside) => work(executeOn(inside))),
      close,
    };
  },
};

const used = process.cpuUsage();
const started = performance.now();
const database = task === 'store' ? undefined : await OPENERS[engine]();
const opened = { ms: performance.now() - started, cpuMs: cpuMs(used), rss: rss() };

const TASKS = { open: reportOpening, measure, write, store: measureStore };
await TASKS[task]();

/** The whole `CatalogueStore` on the embedded database: imports by batch size, single writes. */
async function measureStore() {
  const { openCatalogue } = await import(
    join(root, 'dist/training/libs/catalogue/src/store/open-catalogue.js')
  );
  const { store, close } = await openCatalogue({ folder: place });
  const record = (id) => {
    const [, title, body] = recipe(id, 1);
    return { id: `r${id}`, recipe: { title, ...JSON.parse(body) } };
  };
  let next = 0;
  const imports = [];
  for (const size of options.batches) {
    const of = () => Array.from({ length: size }, () => record(next++));
    const timed = await timedEach(options.recipes / size, () => store.putRecipes(of()));
    imports.push({ size, ...timed, cpuMs: timed.cpuMs / size });
  }
  const single = await timedEach(options.writes, () => store.putRecipe(`s${next}`, record(next++).recipe));
  await close();
  report({ imports, single });
}

async function reportOpening() {
  report(opened);
  await database.close();
}

async function measure() {
  const single = await timedEach(options.writes, (i) => database.execute(UPSERT, recipe(i, 1)));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const batch = await timedEach(options.recipes / BATCH, (i) =>
    database.transaction(async (execute) => {
      for (let j = 0; j < BATCH; j++) {
        const id = i * BATCH + j;
        await execute(UPSERT, recipe(id, 2));
        await execute(PHOTO, [`p${id}`, `r${id}`, `${id}`.padStart(64, '0')]);
      }
    }),
  );
  delay.disable();
  const read = await timedEach(READS, (i) =>
    database.query('select * from recipes where id = $1', [`r${i}`]),
  );
  await database.close();
  batch.perSecond *= BATCH;
  batch.cpuMs /= BATCH;
  batch.longestHold = delay.max / 1e6;
  const maxRss = Math.round((process.resourceUsage().maxRSS * 1024) / MIB);
  report({ single, batch, read, maxRss, disk: Math.round(bytesAt(place) / MIB) });
}

/** Says what is there, then writes and acknowledges transactions of 1 to 20 recipes until it is killed. */
async function write() {
  const { Random } = await import(join(root, 'dist/training/libs/core/src/index.js'));
  const random = Random.fromSeed(options.seed);
  const rows = await database.query('select id, revision from recipes', []);
  report({ found: rows.map(({ id, revision }) => [id, Number(revision)]) });
  let revision = Math.max(0, ...rows.map((row) => Number(row.revision)));
  while (!options.last) {
    const written = Array.from({ length: 1 + random.int(20) }, () => [random.int(WRITTEN), ++revision]);
    await database.transaction(async (execute) => {
      for (const [id, revision] of written) await execute(UPSERT, recipe(id, revision));
    });
    report({ written: written.map(([id, revision]) => [`r${id}`, revision]) });
    await new Promise(setImmediate);
  }
  await database.close();
}

/** Values of `UPSERT`: about 1.5 kB, as Recipe1M's mean recipe. */
function recipe(id, revision) {
  const ingredients = Array.from({ length: 9 }, (_, i) => `${i + 1} cups of ingredient number ${id + i}`);
  const instructions = Array.from({ length: 10 }, (_, i) =>
    `Step ${i}: take what recipe ${id} asks for, and stir it until it looks as it does in the photo. `.repeat(
      1,
    ),
  );
  const body = JSON.stringify({
    ingredients,
    instructions,
    tags: ['bench'],
    url: `https://example.org/${id}`,
  });
  return [`r${id}`, `Recipe number ${id}`, body, revision];
}

async function timedEach(count, work) {
  const used = process.cpuUsage();
  const times = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await work(i);
    times.push(performance.now() - started);
    await new Promise(setImmediate);
  }
  const total = times.reduce((sum, time) => sum + time, 0);
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(count - 1, Math.floor(share * count))];
  return { median: at(0.5), p99: at(0.99), perSecond: (1000 * count) / total, cpuMs: cpuMs(used) / count };
}

function cpuMs(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function rss() {
  return Math.round(process.memoryUsage().rss / MIB);
}

function bytesAt(path) {
  const files = readdirSync(join(path, '..'), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && join(file.parentPath, file.name).startsWith(path))
    .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}

function report(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
