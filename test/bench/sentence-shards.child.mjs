// A measured process of `npm run bench -- sentence-shards`: writes the feature set, or reads batches of it.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtTraining, root } from './built-training.mjs';

const { part, directory, precision, ...numbers } = JSON.parse(process.argv[2]);
const recipes = Number(numbers.recipes);
const dimension = Number(numbers.dimension);
const SEED = 1;
/** Sentences of a recipe: 1 to this, 10 in the mean. */
const MOST_SENTENCES = 19;
/** Different sentences; a recipe takes some that stand one after the other. */
const POOL = 4096;
const BATCHES = 200;
const BATCH_SIZE = 100;
const MB = 1e6;
const MIB = 2 ** 20;

const modules = ['data/write-feature-set.js', 'data/read-feature-set.js'];
const { writeFeatureSet, readFeatureSet } = await builtTraining(modules);
const { Random, matrixOf } = await import(join(root, 'dist/training/libs/core/src/index.js'));
const random = Random.fromSeed(SEED);

async function timed(work) {
  const started = performance.now();
  const result = await work();
  return { result, ms: performance.now() - started };
}

function* pairs(pool) {
  const one = Float32Array.of(1);
  for (let i = 0; i < recipes; i++) {
    const count = 1 + random.int(MOST_SENTENCES);
    const start = random.int(POOL - count) * dimension;
    const sentences = matrixOf(count, dimension, pool.subarray(start, start + count * dimension));
    yield { id: `r${i}`, partition: 'train', category: 0, term: one, sentences, photos: [one] };
  }
}

async function write() {
  const dimensions = { term: 1, sentences: dimension, photos: 1 };
  const options = { dimensions, categoryCount: 1, sentences: precision };
  const pool = new Float32Array(POOL * dimension).map(() => random.normal());
  const { result, ms } = await timed(() => writeFeatureSet(directory, pairs(pool), options));
  const files = readdirSync(directory).filter((name) => name.startsWith('sentences'));
  const bytes = files.reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  const { rows } = result.matrices.sentences;
  print(`${recipes} recipes, ${rows} sentences of ${dimension} numbers, ${precision}, seed ${SEED}`);
  print(`written: ${bytes} bytes in ${files.length} files, ${(bytes / MB / (ms / 1000)).toFixed(0)} MB/s`);
}

async function read() {
  const { result: featureSet, ms } = await timed(() => readFeatureSet(directory));
  const { rows, sentences } = featureSet;
  print(`opened and verified: ${(ms / 1000).toFixed(1)} s, RSS ${mostMemory()} MiB at most`);
  const times = [];
  for (let i = 0; i < BATCHES; i++) {
    const batch = Array.from({ length: BATCH_SIZE }, () => rows[random.int(rows.length)]);
    const readBatch = () => batch.map((row) => sentences.read(row.sentenceStart, row.sentenceCount));
    times.push((await timed(readBatch)).ms);
  }
  sentences.close();
  times.sort((a, b) => a - b);
  const [median, most] = [times[BATCHES >> 1], times.at(-1)].map((value) => value.toFixed(1));
  const mean = (times.reduce((sum, value) => sum + value, 0) / BATCHES).toFixed(1);
  print(`${BATCHES} random batches of ${BATCH_SIZE}: ${mean} ms each (median ${median}, most ${most})`);
  print(`RSS ${mostMemory()} MiB at most while reading`);
}

/** Of this process so far, MiB. */
function mostMemory() {
  return Math.round((process.resourceUsage().maxRSS * 1024) / MIB);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

await (part === 'write' ? write() : read());
if (part === 'write') print(`RSS ${mostMemory()} MiB at most while writing`);
