import { spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtTraining } from './built-training.mjs';

const launcher = fileURLToPath(new URL('../../bin/seje.mjs', import.meta.url));
const experiments = fileURLToPath(new URL('../../training/experiments/', import.meta.url));
/** Real recipes with photos; SEJE_REAL_RECIPES names another folder. */
export const PUBLIC_DOMAIN_RECIPES = '../shared/data/public-domain-recipes';
const DIRECTIONS = { imageToRecipe: 'photo → recipe', recipeToImage: 'recipe → photo' };

/** A kitchen, a run on it, ridge on the same features; with `shuffledToo` the control that must end at chance. */
export async function measureKitchen(folder, { recipes, difficulty, experiment, shuffledToo, bag }) {
  const kitchen = join(folder, 'kitchen');
  await seje(
    'synthesize',
    '--recipes',
    `${recipes}`,
    '--seed',
    '1',
    '--difficulty',
    difficulty,
    '--out',
    kitchen,
  );
  const settings = readExperiment(experiment);
  const rows = {
    trained: await pipeline(folder, { data: kitchen, settings, run: 'run' }),
    'ridge regression': await ridge(join(folder, 'run'), bag),
  };
  if (shuffledToo) {
    const shuffled = { ...settings, name: `${settings.name}-shuffled` };
    shuffled.training = { ...settings.training, shufflePairs: true };
    rows['trained on shuffled pairs'] = await pipeline(folder, {
      data: kitchen,
      settings: shuffled,
      run: 'shuffled',
      like: 'run',
    });
  }
  await print(rows);
}

/** The same data set with several seeds: mean and standard deviation over the seeds. */
export async function measureRealRecipes(folder, { data, seeds }) {
  const settings = readExperiment('small-catalogue');
  const reports = [];
  for (const seed of seeds) {
    const run = `seed-${seed}`;
    reports.push(
      await pipeline(folder, { data, settings: { ...settings, seed }, run, like: `seed-${seeds[0]}` }),
    );
  }
  await print({
    [`trained, ${seeds.length} seeds`]: overSeeds(reports),
    'ridge regression': await ridge(join(folder, `seed-${seeds[0]}`), 1000),
  });
}

export async function measureRendering(folder, { recipes }) {
  const kitchen = join(folder, 'kitchen');
  rmSync(kitchen, { recursive: true, force: true });
  await seje('synthesize', '--recipes', '10', '--out', join(folder, 'warm-up'));
  const started = process.hrtime.bigint();
  const { photos } = JSON.parse(
    await seje('synthesize', '--recipes', `${recipes}`, '--out', kitchen, '--json'),
  );
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  process.stdout.write(
    `${photos} photos and ${recipes} recipes in ${seconds.toFixed(1)} s: ${(photos / seconds).toFixed(0)} photos/s, start included\n`,
  );
}

export function readExperiment(name) {
  return JSON.parse(readFileSync(join(experiments, `${name}.json`), 'utf8'));
}

/** @param like a run on the same photos, whose photo features are taken over */
async function pipeline(folder, { data, settings, run, like = run }) {
  const experiment = join(folder, `${run}.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(experiment, JSON.stringify(settings));
  const out = join(folder, run);
  const features = join(folder, like, 'photo-features');
  if (!existsSync(join(out, 'photo-features')) && existsSync(features)) {
    cpSync(features, join(out, 'photo-features'), { recursive: true });
  }
  await seje('pipeline', '--data', data, '--out', out, '--experiment', experiment);
  return JSON.parse(readFileSync(join(out, 'evaluation.json'), 'utf8'));
}

async function ridge(run, bag) {
  return JSON.parse(await seje('baseline', '--run', run, '--bag', `${bag}`, '--json'));
}

/** Runs one command, its progress on this terminal; resolves to what it printed. */
export function seje(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [launcher, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`seje ${args.join(' ')} ended with ${code}`)),
    );
  });
}

function overSeeds(reports) {
  const directions = Object.keys(DIRECTIONS).map((direction) => {
    const metrics = Object.keys(reports[0][direction].standardDeviation);
    const statistic = (of) =>
      Object.fromEntries(
        metrics.map((metric) => [metric, of(reports.map((report) => report[direction][metric]))]),
      );
    return [direction, { ...statistic(mean), standardDeviation: statistic(deviation) }];
  });
  return { ...reports[0], ...Object.fromEntries(directions) };
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values) {
  return Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
}

async function print(reports) {
  const { markdownTable, withDeviation } = await builtTraining(['reporting/markdown-table.js']);
  const rows = Object.entries(reports).flatMap(([name, report]) =>
    Object.entries(DIRECTIONS).map(([direction, label]) => {
      const { medianRank, standardDeviation: sd, ...metrics } = report[direction];
      const shares = ['recallAt1', 'recallAt5', 'recallAt10'].map(
        (metric) => `${withDeviation(100 * metrics[metric], 100 * sd[metric])} %`,
      );
      return [name, label, withDeviation(medianRank, sd.medianRank), ...shares];
    }),
  );
  const { bags, bagSize, chanceMedianRank } = Object.values(reports).at(-1);
  const table = markdownTable(['', '', 'MedR', 'R@1', 'R@5', 'R@10'], rows);
  process.stdout.write(`\n${table}\n${bags} x ${bagSize} pairs, chance MedR ${chanceMedianRank}\n`);
}
