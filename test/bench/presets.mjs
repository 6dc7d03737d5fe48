// `npm run bench -- presets [kitchen|real]`: SEJE, the systems it came after, and SEJE without each of its ideas.
import { cpus } from 'node:os';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultsOf } from '../../bin/build.mjs';
import { builtTraining, root } from './built-training.mjs';
import { writeDishes } from './kitchen-dishes.mjs';
import { PUBLIC_DOMAIN_RECIPES, readExperiment, seje } from './measurements.mjs';

/** Seeds of the kitchens whose photos the categoriser learns from: none of them is the one that is compared on. */
const DISH_SEEDS = [2, 3, 4, 5];
const DISH_RECIPES = 1000;
/** 81 classes of groceries in Food-101's layout; SEJE_DISH_PHOTOS names another folder. */
const GROCERY_PHOTOS = resolve(process.env.SEJE_DISH_PHOTOS ?? '../shared/data/grocery-store-food101-layout');

/** Triples of recipe arithmetic, drawn with this seed; a dish is right where it is among the nearest k. */
const ARITHMETIC = { count: 200, seed: 1, fewest: 3, k: 5 };

/** Each: the data set, the photos that SEJE's categoriser learns from, seeds, the bags of the tables. */
const SETS = {
  kitchen: {
    title: 'synthetic kitchen, hard, 30,000 recipes, seed 1, one photo each',
    experiment: 'presets-kitchen',
    seeds: [1, 2, 3],
    rankedIn: [
      { bagSize: 1000, bags: 10 },
      { bagSize: 2000, bags: 10 },
      { bagSize: 5000, bags: 10 },
      { bagSize: 10_000, bags: 1 },
    ],
    tables: [1000, 10_000],
    wide: true,
    truth: true,
    data: async (folder) => {
      const kitchen = join(folder, 'kitchen');
      await synthesize(kitchen, { recipes: 30_000, seed: 1, more: ['--partitions', '16000,4000,10000'] });
      return kitchen;
    },
    dishes: async (folder) => {
      const kitchens = DISH_SEEDS.map((seed) => join(folder, 'dishes', `${seed}`));
      for (const [i, out] of kitchens.entries())
        await synthesize(out, { recipes: DISH_RECIPES, seed: DISH_SEEDS[i], more: [] });
      const photos = join(folder, 'dish-photos');
      await writeDishes(kitchens, photos);
      return photos;
    },
  },
  real: {
    title: 'public-domain recipes, those with photos',
    experiment: 'presets-real',
    seeds: [1, 2, 3, 4, 5],
    rankedIn: undefined,
    tables: undefined,
    wide: false,
    truth: false,
    data: async () => resolve(process.env.SEJE_REAL_RECIPES ?? PUBLIC_DOMAIN_RECIPES),
    dishes: async () => GROCERY_PHOTOS,
  },
};

const USAGE = `npm run bench -- presets [kitchen|real] [options]; both without a name
  --arms <pattern>   only arms whose name matches this regular expression; the tables hold what is there
  --seeds <n>        the first n seeds only
  --tables           train nothing, print the tables of what is there
  --list             name the arms and end
`;

/** @param folder takes the data sets, features, weights, a JSON file an arm, tables and the plot */
export async function measurePresets(folder, args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      arms: { type: 'string', default: '' },
      seeds: { type: 'string' },
      tables: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  });
  const names = positionals.length === 0 ? Object.keys(SETS) : positionals;
  if (names.some((name) => !(name in SETS))) {
    process.stdout.write(USAGE);
    process.exitCode = 2;
    return;
  }
  for (const name of names) await measureSet({ set: SETS[name], own: join(folder, name) }, values);
}

async function measureSet({ set, own }, values) {
  const modules = await builtTraining([
    'comparison/arm-arithmetic.js',
    'comparison/arm-record.js',
    'comparison/comparison-curve.js',
    'comparison/comparison-table.js',
    'comparison/preset-arms.js',
    'comparison/run-comparison.js',
    'commands/command-io.js',
    'evaluation/arithmetic/arithmetic-table.js',
    'evaluation/median-rank-curve.js',
    'reporting/percent.js',
  ]);
  const data = await set.data(own);
  if (!existsSync(join(data, 'layer1.json'))) {
    process.stdout.write(`Skipped: ${data} has no layer1.json; name the folder with SEJE_REAL_RECIPES.\n`);
    return;
  }
  const categoriser = join(own, 'categoriser');
  const rows = armsOf(modules, { set, categoriser });
  const pattern = new RegExp(values.arms);
  const chosen = rows.filter(({ arm }) => pattern.test(arm.name));
  if (values.list) {
    process.stdout.write(`${chosen.map(({ arm }) => arm.name).join('\n')}\n`);
    return;
  }
  const base = readExperiment(set.experiment);
  const dishNames = base.categories?.dishNames;
  if (dishNames !== undefined)
    base.categories.dishNames = resolve(root, 'training', 'experiments', dishNames);
  const { cacheDir } = defaultsOf(root);
  const seeds = set.seeds.slice(0, Number(values.seeds ?? set.seeds.length));
  const engine = process.env.ENGINE ?? 'auto';
  const settings = { data, folder: own, base, categoriser, cacheDir, provider: 'cpu', engine, seeds };
  if (!values.tables) await trainArms(modules, { set, own, chosen, settings });
  const text = await report(modules, { set, own, rows, settings });
  await writeFile(join(own, 'presets.md'), text);
  process.stdout.write(`${text}\n`);
}

/** Linear baselines, presets, then SEJE without each idea, then SEJE at the paper's width; titles for the tables. */
function armsOf({ presetArms, linearArms, withoutOneIdea, atPaperWidth, PRESETS }, { set, categoriser }) {
  const presets = Object.fromEntries(PRESETS.map((name) => [name, readExperiment(name)]));
  const arms = presetArms({ presets, categoriser });
  const seje = arms.find(({ name }) => name === 'seje');
  return [
    ...linearArms(seje).map((arm) => ({ arm, title: arm.title, group: 'preset' })),
    ...arms.map((arm) => ({ arm, title: arm.name, group: 'preset' })),
    ...withoutOneIdea(seje).map((arm) => ({ arm, title: `SEJE, ${arm.title}`, group: 'ablation' })),
    ...(set.wide ? [{ arm: atPaperWidth(seje), title: 'seje, 1,024 wide', group: 'preset' }] : []),
  ];
}

async function trainArms(modules, { set, own, chosen, settings }) {
  await mkdir(own, { recursive: true });
  const { categoriser, seeds } = settings;
  if (!existsSync(join(categoriser, 'categoriser.json')))
    await seje('categoriser', '--photos', await set.dishes(own), '--out', categoriser);
  for (const { arm } of chosen) {
    const ofArm = arm.name.endsWith('-1024') ? seeds.slice(0, 1) : seeds;
    await modules.withIo(
      {},
      (io) =>
        modules.runComparison({
          ...io,
          ...settings,
          rankedIn: set.rankedIn,
          arms: [arm],
          seeds: ofArm,
        }),
      () => '',
    );
  }
}

async function report(modules, { set, own, rows, settings }) {
  const { comparisonTable, differencesTable, readArmRecord } = modules;
  const read = await Promise.all(
    rows.map(async (row) => ({
      ...row,
      record: await readArmRecord(join(own, 'arms', `${row.arm.name}.json`)),
    })),
  );
  const there = read.filter(({ record }) => record !== undefined);
  if (there.length === 0) return 'Nothing is trained yet.';
  const [{ record: first }] = there;
  const { train, val, test } = first.data.pairs;
  const lines = [
    `${set.title}: ${train} pairs to train on, ${val} to validate, ${test} to test.`,
    `${first.engine}; ${cpus().length} x ${cpus()[0].model}; ${trainingTime(there)}.`,
    'Mean ± sample standard deviation over the seeds.',
  ];
  const reference = there.find(({ arm }) => arm.name === 'seje')?.record;
  const ablated = there.filter(({ group }) => group === 'ablation');
  const sizes = set.tables ?? [first.trained[0].rankings[0].bagSize];
  for (const bagSize of sizes) {
    const { bags, chanceMedianRank } = first.trained[0].rankings.find(
      (ranking) => ranking.bagSize === bagSize,
    );
    lines.push('', `${bags} x ${bagSize} test pairs, chance MedR ${chanceMedianRank}:`, '');
    lines.push(comparisonTable(there, bagSize));
    if (reference === undefined || ablated.length === 0) continue;
    lines.push(
      '',
      `SEJE without one of its ideas, less SEJE with the same seed, ${bags} x ${bagSize} pairs:`,
      '',
    );
    lines.push(differencesTable(ablated, { reference, bagSize }));
  }
  if (set.rankedIn !== undefined) lines.push('', await plot(modules, { own, there }));
  if (set.truth && reference !== undefined) lines.push('', await arithmetic(modules, { there, settings }));
  return lines.join('\n');
}

/** MedR against the size of the bag, as the paper's figure. */
async function plot({ curveOfRecord, medianRankPlot }, { own, there }) {
  const curves = there.filter(({ arm }) => ['seje', 'acme'].includes(arm.name)).map(curveOfRecord);
  const path = join(own, 'median-rank-by-bag-size.svg');
  await writeFile(path, medianRankPlot(curves, 'imageToRecipe'));
  return `MedR against the size of the bag: ${path}`;
}

/** Recipe arithmetic with SEJE, whose kitchen knows what every dish is. */
async function arithmetic({ armArithmetic, arithmeticTable, percent, withIo }, { there, settings }) {
  const { arm, record } = there.find(({ arm }) => arm.name === 'seje');
  const seeds = record.trained.map(({ seed }) => seed);
  let bySeed;
  await withIo(
    {},
    async (io) => (bySeed = await armArithmetic(arm, { ...settings, ...io, seeds }, ARITHMETIC)),
    () => '',
  );
  const [[{ triples, guess }]] = bySeed;
  const { k } = ARITHMETIC;
  return [
    `Recipe arithmetic with SEJE: of ${triples} seeded triples, the share with such a dish among the nearest ${k}; a dish`,
    `of c's kind drawn at random is the right one in ${percent(guess)}.`,
    '',
    arithmeticTable(bySeed),
  ].join('\n');
}

function trainingTime(there) {
  const seconds = there.flatMap(({ record }) => record.trained.map((trained) => trained.seconds));
  const minutes = seconds.reduce((sum, one) => sum + one, 0) / 60;
  return `${seconds.length} trainings, ${minutes.toFixed(0)} min`;
}

/** A hard kitchen with one photo a recipe. */
async function synthesize(out, { recipes, seed, more }) {
  await mkdir(dirname(out), { recursive: true });
  const asked = ['--recipes', `${recipes}`, '--seed', `${seed}`, '--difficulty', 'hard', '--one-photo'];
  await seje('synthesize', ...asked, ...more, '--out', out);
}
