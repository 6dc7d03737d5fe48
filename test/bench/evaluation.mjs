// `npm run bench -- evaluation`: 50,000 pairs as one bag, time and memory; ten bags of 10,000 against numpy.
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { ensureBuilt } from '../../bin/build.mjs';
import { GENSIM } from '../python/environments.mjs';
import { findPython, noPython } from '../python/find-python.mjs';
import { root } from './built-training.mjs';

const run = promisify(execFile);
const child = fileURLToPath(new URL('evaluation.child.mjs', import.meta.url));
const script = fileURLToPath(new URL('evaluation.py', import.meta.url));

const DIMENSION = 1024;
const SEED = 1;
/** Standard deviation of what is added to an image's numbers to make its recipe's: MedR of some 20 at 50K. */
const NOISE = 9.5;
/** Most that 50,000 pairs may take, on two cores. */
const BAR = { seconds: 120, bytes: 1e9 };
const NUMPY_BAG = 10_000;
/** Each time is the best of so many, the contestants in turn, since other work may share the machine. */
const ROUNDS = 3;
const MIB = 2 ** 20;

/** @param args --pairs N; --threads N of both contestants; --bags N of 10,000; --rounds N */
export async function measureEvaluation(folder, args) {
  const { values } = parseArgs({
    args,
    options: {
      pairs: { type: 'string', default: '50000' },
      threads: { type: 'string', default: '2' },
      bags: { type: 'string', default: '10' },
      rounds: { type: 'string', default: `${ROUNDS}` },
    },
  });
  const [pairs, threads, bags, rounds] = [values.pairs, values.threads, values.bags, values.rounds].map(
    Number,
  );
  await ensureBuilt(root, ['training']);
  await mkdir(folder, { recursive: true });
  const files = { images: join(folder, 'images.f32'), recipes: join(folder, 'recipes.f32') };
  try {
    await writePairs(files, pairs);
    const asked = { ...files, pairs, dimension: DIMENSION, threads };
    const whole = await measured({ ...asked, bagSize: pairs, bags: 1 });
    say(
      `${pairs} pairs x ${DIMENSION} as one bag, both directions, ${threads} threads: ${timeOf(whole)} ` +
        `(at most ${BAR.seconds}), RSS ${Math.round(whole.bytes / MIB)} MiB at most ` +
        `(${(whole.bytes / BAR.bytes).toFixed(2)} GB of 1), MedR ${whole.medianRanks.join(' / ')}`,
    );
    // one bag of all pairs would be drawn once by us, and again and again by the script
    if (pairs > NUMPY_BAG) await againstNumpy({ ...asked, bagSize: NUMPY_BAG, bags }, rounds);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function againstNumpy(asked, rounds) {
  // gensim stands on numpy: a Python that has the one has the other
  const python = findPython(GENSIM);
  if (python === undefined) return say(`numpy: skipped, ${noPython(GENSIM)}.`);
  const best = { ours: Infinity, numpy: Infinity };
  const cores = { ours: Infinity, numpy: Infinity };
  for (let round = 0; round < rounds; round++) {
    const ours = await measured(asked);
    const theirs = await withNumpy(python, asked);
    best.ours = Math.min(best.ours, ours.seconds);
    best.numpy = Math.min(best.numpy, theirs.seconds);
    cores.ours = Math.min(cores.ours, ours.cpuSeconds);
    cores.numpy = Math.min(cores.numpy, theirs.cpuSeconds);
    say(
      `round ${round + 1}: ours ${timeOf(ours)}, RSS ${Math.round(ours.bytes / MIB)} MiB, MedR ${ours.medianRanks}; ` +
        `numpy ${timeOf(theirs)}, MedR ${theirs.medianRanks}`,
    );
  }
  say(
    `\n${asked.bags} bags of ${asked.bagSize} x ${asked.dimension}, both directions, ${asked.threads} threads, best of ${rounds}: ` +
      `ours ${best.ours.toFixed(1)} s, numpy ${best.numpy.toFixed(1)} s; ${(best.numpy / best.ours).toFixed(2)} x numpy's speed, ${(cores.numpy / cores.ours).toFixed(2)} x by the time of the cores`,
  );
}

async function measured(asked) {
  const { stdout } = await run(process.execPath, [child, JSON.stringify(asked)]);
  return JSON.parse(stdout);
}

async function withNumpy(python, asked) {
  const threads = `${asked.threads}`;
  const env = { ...process.env, OPENBLAS_NUM_THREADS: threads, OMP_NUM_THREADS: threads };
  const { stdout } = await run(python, [script, JSON.stringify(asked)], { env });
  return JSON.parse(stdout);
}

/** Images at random; each recipe its image with noise. Float32 files, row-major. */
async function writePairs({ images, recipes }, pairs) {
  const { Random } = await import(join(root, 'dist/training/libs/core/src/index.js'));
  const random = Random.fromSeed(SEED);
  const streams = { images: createWriteStream(images), recipes: createWriteStream(recipes) };
  for (let i = 0; i < pairs; i++) {
    // differences of uniform numbers: as good as normal ones here, and ten times as fast
    const image = Float32Array.from({ length: DIMENSION }, () => random.float() - 0.5);
    const recipe = image.map((x) => x + NOISE * (random.float() - 0.5));
    for (const [stream, row] of [
      [streams.images, image],
      [streams.recipes, recipe],
    ]) {
      if (!stream.write(Buffer.from(row.buffer))) await new Promise((done) => stream.once('drain', done));
    }
  }
  await Promise.all(Object.values(streams).map((stream) => new Promise((done) => stream.end(done))));
}

/** On a busy machine the time of the cores tells more than that of the clock. */
function timeOf({ seconds, cpuSeconds }) {
  return `${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of the cores)`;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
