// `npm run bench -- median-rank SEJE=<run> ACME=<run> ...`: MedR against the size of the bag, as a table and as plots.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { builtTraining } from './built-training.mjs';

const SIZES = '1000,2000,3000,5000,7000,10000';

/** @param args NAME=RUN for each line; --data; --sizes 1000,5000; --partition; --bags N; --seed N; --out folder of the plots */
export async function measureMedianRank(folder, args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      sizes: { type: 'string', default: SIZES },
      partition: { type: 'string', default: 'test' },
      bags: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: folder },
    },
  });
  const runs = positionals.map((text) => [
    text.slice(0, text.indexOf('=')),
    text.slice(text.indexOf('=') + 1),
  ]);
  if (values.data === undefined || runs.length === 0) {
    process.stdout.write('Name trained runs and their data set: SEJE=run-1 ACME=run-2 --data kitchen\n');
    process.exitCode = 2;
    return;
  }
  const modules = await builtTraining([
    'evaluation/open-pairs.js',
    'evaluation/onnx-product.js',
    'evaluation/median-rank-curve.js',
    'commands/command-io.js',
    'reporting/markdown-table.js',
  ]);
  const { openPairs, openOnnxProduct, medianRankCurve, medianRankPlot, withIo } = modules;
  const sizes = values.sizes.split(',').map(Number);
  const out = resolve(values.out);
  await withIo(
    {},
    async ({ onProgress, signal }) => {
      const { data, partition } = values;
      const options = { data: resolve(data), partition, provider: 'cpu', engine: 'auto', onProgress, signal };
      const { product, release } = await openOnnxProduct(options);
      const drawn = { bags: Number(values.bags), seed: Number(values.seed), product, onProgress, signal };
      const curves = [];
      for (const [name, run] of runs) {
        const { embeddings } = await openPairs({ run: resolve(run) }, options);
        curves.push({ name, points: await medianRankCurve(embeddings, sizes, drawn) });
      }
      await release();
      await mkdir(out, { recursive: true });
      for (const direction of ['imageToRecipe', 'recipeToImage']) {
        await writeFile(join(out, `median-rank-${direction}.svg`), medianRankPlot(curves, direction));
      }
      return curves;
    },
    (curves) => `${table(modules, curves)}\nPlots: ${out}`,
  );
}

function table({ markdownTable, withDeviation }, curves) {
  const rows = curves.flatMap(({ name, points }) =>
    points.map(({ bagSize, bags, imageToRecipe, recipeToImage, standardDeviation }) => [
      name,
      `${bags} x ${bagSize}`,
      withDeviation(imageToRecipe, standardDeviation.imageToRecipe),
      withDeviation(recipeToImage, standardDeviation.recipeToImage),
    ]),
  );
  return markdownTable(['', 'bags', 'MedR, photo → recipe', 'MedR, recipe → photo'], rows);
}
