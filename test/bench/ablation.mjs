// `npm run bench -- ablation <set>`: what each part of Phase I is worth, on one data set.
import { cpus } from 'node:os';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultsOf } from '../../bin/build.mjs';
import { builtTraining, root } from './built-training.mjs';
import { PUBLIC_DOMAIN_RECIPES, readExperiment, seje } from './measurements.mjs';

/** Each: the data set, what all arms have in common, and the seeds of the trainings. */
const SETS = {
  kitchen: {
    title: 'synthetic kitchen, hard, 2,000 recipes, seed 1',
    experiment: 'ablation-kitchen',
    seeds: [1, 2, 3],
    data: async (folder) => {
      const kitchen = join(folder, 'kitchen');
      const settings = ['--recipes', '2000', '--seed', '1', '--difficulty', 'hard'];
      await seje('synthesize', ...settings, '--out', kitchen);
      return kitchen;
    },
  },
  real: {
    title: 'public-domain recipes, those with photos',
    experiment: 'ablation-real',
    seeds: [1, 2, 3, 4, 5],
    data: async () => resolve(process.env.SEJE_REAL_RECIPES ?? PUBLIC_DOMAIN_RECIPES),
  },
};

/** 81 classes of groceries in Food-101's layout; SEJE_DISH_PHOTOS names another folder. */
const DISH_PHOTOS = resolve(process.env.SEJE_DISH_PHOTOS ?? '../shared/data/grocery-store-food101-layout');
/** What `seje categoriser` writes last. */
const CATEGORISER_FILE = 'categoriser.json';

const USAGE = `npm run bench -- ablation kitchen|real [options]
  --one-at-a-time        arms that differ from the reference in one factor; else all combinations
  --reference <a+b+c>    that reference: levels of rating, sentences and category
  --arms <pattern>       only arms whose name matches this regular expression
  --seeds <n>            the first n seeds only
  --categoriser <dir>    what \`seje categoriser\` wrote, for the arms with f_cat; else one is learned
  --list                 name the arms and end
`;

/** @param folder takes features, a JSON file an arm and the tables */
export async function measureAblation(folder, args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'one-at-a-time': { type: 'boolean', default: false },
      reference: { type: 'string' },
      arms: { type: 'string', default: '' },
      seeds: { type: 'string' },
      categoriser: { type: 'string' },
      list: { type: 'boolean', default: false },
    },
  });
  const [name] = positionals;
  const set = SETS[name];
  if (set === undefined) {
    process.stdout.write(USAGE);
    process.exitCode = 2;
    return;
  }
  const { cacheDir } = defaultsOf(root);
  const modules = await trainingModules();
  const categoriser = categoriserFolder(folder, values.categoriser);
  const levels = modules.levelsOf({ bert: folderWith(join(cacheDir, 'minilm'), 'model.onnx'), categoriser });
  const arms = chosenArms(modules, levels, values);
  if (values.list) {
    process.stdout.write(`${arms.map((arm) => arm.name).join('\n')}\n`);
    return;
  }

  const own = join(folder, name);
  const data = await set.data(own);
  if (!existsSync(join(data, 'layer1.json'))) {
    process.stdout.write(`Skipped: ${data} has no layer1.json; name the folder with SEJE_REAL_RECIPES.\n`);
    return;
  }
  if (categoriser !== undefined) await learnCategoriser(categoriser);
  const seeds = set.seeds.slice(0, Number(values.seeds ?? set.seeds.length));
  const base = readExperiment(set.experiment);
  const settings = {
    data,
    folder: own,
    base,
    arms,
    categoriser,
    seeds,
    cacheDir,
    provider: 'cpu',
    engine: 'auto',
  };
  await modules.withIo(
    {},
    async (io) => {
      const records = await modules.runComparison({ ...io, ...settings });
      const text = report(modules, { title: set.title, levels, records, seeds });
      await writeFile(join(own, 'ablation.md'), text);
      return text;
    },
    (text) => text,
  );
}

/** The parts of the built training that this measurement calls. */
function trainingModules() {
  return builtTraining([
    'ablation/arms.js',
    'comparison/run-comparison.js',
    'ablation/ablation-table.js',
    'commands/command-io.js',
    'reporting/percent.js',
  ]);
}

/** The folder that was named, or the one for a categoriser learned here, where its photos are. */
function categoriserFolder(folder, named) {
  if (named !== undefined) return resolve(named);
  return folderWith(DISH_PHOTOS, 'meta') && join(folder, 'categoriser');
}

/** Once for all sets. */
async function learnCategoriser(out) {
  if (!existsSync(join(out, CATEGORISER_FILE)))
    await seje('categoriser', '--photos', DISH_PHOTOS, '--out', out);
}

function folderWith(folder, file) {
  return existsSync(join(folder, file)) ? folder : undefined;
}

function chosenArms({ fullGrid, oneAtATime, FACTORS, REFERENCE }, levels, values) {
  const named = values.reference?.split('+') ?? FACTORS.map((factor) => REFERENCE[factor]);
  const reference = Object.fromEntries(FACTORS.map((factor, i) => [factor, named[i]]));
  const pattern = new RegExp(values.arms);
  const all = values['one-at-a-time'] ? oneAtATime(levels, reference) : fullGrid(levels);
  return all.filter(({ name, missing }) => {
    if (!pattern.test(name)) return false;
    if (missing.length > 0) process.stdout.write(`Skipped ${name}: ${missing.join('; ')}\n`);
    return missing.length === 0;
  });
}

function report({ ablationTable, effectsTable, percent }, { title, levels, records, seeds }) {
  const [{ data, trained, engine }] = records;
  const [{ bagSize, bags, chanceMedianRank }] = trained[0].rankings;
  const { train, val, test } = data.pairs;
  const cpu = cpus();
  const seconds = records.flatMap(({ trained }) => trained.map((training) => training.seconds));
  return [
    `${title}: ${train} pairs to train on, ${val} to validate, ${test} to test.`,
    `Width 256, ${seeds.length} seeds (${seeds.join(', ')}) of weights and batches; data, partitions, word vectors and photo features are the same for all.`,
    `Ranked: ${bags} x ${bagSize} test pairs; chance MedR ${chanceMedianRank}, R@1 ${percent(1 / bagSize)}, R@10 ${percent(10 / bagSize)}.`,
    `${engine}; ${cpu.length} x ${cpu[0].model}; ${seconds.length} trainings, ${(seconds.reduce((a, b) => a + b, 0) / 60).toFixed(0)} min.`,
    '',
    'Mean ± standard deviation over the seeds:',
    '',
    ablationTable(records, levels),
    '',
    'What each part changes: difference of two trainings that differ in nothing else, mean ± standard deviation over all such pairs:',
    '',
    effectsTable(records, levels),
    '',
  ].join('\n');
}
