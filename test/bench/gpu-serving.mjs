// `npm run bench -- gpu-serving`: photos and recipes on a GPU beside the CPU of the same machine, in one run.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt, entryOf } from '../../bin/build.mjs';
import { builtTraining, root } from './built-training.mjs';
import { measureEncoders } from './gpu-serving/encoders.mjs';
import { measureService } from './gpu-serving/service.mjs';
import { measureTrunk } from './gpu-serving/trunk.mjs';
import { seje } from './measurements.mjs';

const RECIPES = 256;
const PHOTOS = 256;
const PARTS = { trunk: measureTrunk, encoders: measureEncoders, service: measureService };

/** @param folder takes the kitchen, the run on it where no bundle is given, and the state of the services */
export async function measureGpuServing(folder, args) {
  const { values } = parseArgs({
    args,
    options: {
      bundle: { type: 'string' },
      data: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', multiple: true, default: Object.keys(PARTS) },
    },
  });
  await ensureBuilt(root, ['training', 'api']);
  const reason = await whyNoCuda();
  if (reason === undefined) await measureOnBoth(folder, values);
  else process.stdout.write(`Skipped: ${reason}\n`);
}

async function measureOnBoth(folder, values) {
  const data = resolve(values.data ?? join(folder, 'kitchen'));
  const bundle = resolve(values.bundle ?? join(folder, 'run', 'bundle'));
  if (!existsSync(data)) await seje('synthesize', '--recipes', `${RECIPES}`, '--seed', '1', '--out', data);
  if (!existsSync(bundle)) await trainOn(data, join(folder, 'run'));
  process.stdout.write(`${gpus()}\n`);
  const rounds = Number(values.rounds);
  const context = { libraries: await builtLibraries(), folder, bundle, data, photos: photosOf(data), rounds };
  for (const part of values.only) await PARTS[part](context);
}

/** The error that asking for CUDA gives on this machine, or undefined where it loads. */
async function whyNoCuda() {
  const { openOnnxProduct } = await builtTraining(['evaluation/onnx-product.js']);
  try {
    await (await openOnnxProduct({ provider: 'cuda' })).release();
    return undefined;
  } catch (error) {
    if (error.code !== 'EXECUTION_PROVIDER_UNAVAILABLE') throw error;
    return error.message;
  }
}

async function builtLibraries() {
  const load = (name) => import(new URL(`../../libs/${name}/src/index.js`, entryOf(root, 'training')).href);
  const names = ['artifacts', 'catalogue', 'encoders', 'preprocessing'];
  return Object.assign({}, ...(await Promise.all(names.map(load))));
}

/** The bundle matters for its size and its trunk, ResNet-50; what it has learnt does not. */
async function trainOn(data, run) {
  const experiment = join(root, 'training', 'experiments', 'demo.json');
  await seje('pipeline', '--data', data, '--out', run, '--experiment', experiment);
}

function gpus() {
  const query = ['--query-gpu=name,driver_version', '--format=csv,noheader'];
  return execFileSync('nvidia-smi', query, { encoding: 'utf8' }).trim();
}

function photosOf(data) {
  return readdirSync(join(data, 'images'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .slice(0, PHOTOS)
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}
