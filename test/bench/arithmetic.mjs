// `npm run bench -- arithmetic --run <run> --data <kitchen>`: recipe arithmetic on a trained run's synthetic kitchen.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { builtTraining } from './built-training.mjs';

/** Dishes that the mean of a is at least of. */
const FEWEST = 3;
const K = 5;

/** @param args --run run folder; --data its kitchen; --partition, --triples N, --seed N */
export async function measureRecipeArithmetic(_folder, args) {
  const { values } = parseArgs({
    args,
    options: {
      run: { type: 'string' },
      data: { type: 'string' },
      partition: { type: 'string', default: 'test' },
      triples: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
    },
  });
  const { run, data, partition } = values;
  if (run === undefined || data === undefined) {
    process.stdout.write(
      'Name a trained run and the kitchen that it was made from: --run run --data kitchen\n',
    );
    process.exitCode = 2;
    return;
  }
  const modules = await builtTraining([
    'evaluation/open-pairs.js',
    'evaluation/onnx-product.js',
    'evaluation/arithmetic/arithmetic-table.js',
    'evaluation/arithmetic/kitchen-truth.js',
    'evaluation/arithmetic/measure-arithmetic.js',
    'commands/command-io.js',
    'reporting/percent.js',
  ]);
  const { openPairs, openOnnxProduct, readKitchenTruth, measureArithmetic, withIo } = modules;
  await withIo(
    {},
    async ({ onProgress, signal }) => {
      const folder = resolve(data);
      const options = { data: folder, partition, provider: 'cpu', engine: 'auto', onProgress, signal };
      const pairs = await openPairs({ run: resolve(run) }, options);
      const { product, release } = await openOnnxProduct(options);
      const [count, seed] = [Number(values.triples), Number(values.seed)];
      const asked = { count, seed, fewest: FEWEST, k: K, product };
      const measures = await measureArithmetic(pairs, await readKitchenTruth(folder), asked);
      await release();
      return { measures, experiment: pairs.experiment.name, items: pairs.pairs.length, partition };
    },
    (measured) => describe(modules, measured),
  );
}

function describe({ arithmeticTable, percent }, { measures, experiment, items, partition }) {
  const [{ triples, guess }] = measures;
  return [
    `${experiment}, ${partition}: ${triples} seeded triples among ${items} dishes, such as shrimp pasta - pasta + salad;`,
    `share of the triples with such a dish among the nearest ${K}; no item is left out of the answers.`,
    `A dish of c's kind drawn at random is the right one in ${percent(guess)}.`,
    '',
    arithmeticTable([measures]),
  ].join('\n');
}
