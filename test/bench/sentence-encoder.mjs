// `npm run bench -- sentence-encoder`: the sentence encoder `lstm` on real recipes beside bags of words.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt, entryOf } from '../../bin/build.mjs';
import { PUBLIC_DOMAIN_RECIPES, readExperiment } from './measurements.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const DEFAULT_SEEDS = '3';

/** @param args --seeds N; --set '{...}', fields of text.sentenceTraining in place of the experiment's; --width H */
export async function measureSentences(folder, args) {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string', default: DEFAULT_SEEDS },
      set: { type: 'string', default: '{}' },
      width: { type: 'string' },
    },
  });
  const data = resolve(process.env.SEJE_REAL_RECIPES ?? PUBLIC_DOMAIN_RECIPES);
  if (!existsSync(join(data, 'layer1.json'))) {
    process.stdout.write(`Skipped: ${data} has no layer1.json; name the folder with SEJE_REAL_RECIPES.\n`);
    return;
  }
  await ensureBuilt(root, ['training']);
  const built = (path) => import(new URL(path, entryOf(root, 'training')).href);
  const { measureSentenceEncoder } = await built('fitting/sentence-encoder/measure-sentence-encoder.js');
  const { openTensorEngine } = await built('tensor-engine/open-tensor-engine.js');
  const { experimentOf } = await built('experiment.js');
  const { withIo } = await built('commands/command-io.js');
  const { markdownTable } = await built('reporting/markdown-table.js');
  const { openRecipeSource } = await import(
    new URL('../../libs/catalogue/src/index.js', entryOf(root, 'training')).href
  );

  const experiment = readExperiment('small-catalogue-lstm');
  const { sentenceTraining } = experiment.text;
  Object.assign(sentenceTraining, JSON.parse(values.set));
  if (values.width !== undefined) experiment.text.sentenceDimension = Number(values.width);
  const { text } = experimentOf(experiment);
  const recipes = await Array.fromAsync((await openRecipeSource(data)).read());
  const engine = await openTensorEngine('auto');
  const reports = [];
  await withIo(
    {},
    async ({ onProgress, say }) => {
      for (let seed = 1; seed <= Number(values.seeds); seed++) {
        const out = join(folder, `seed-${seed}`);
        const report = await measureSentenceEncoder(recipes, text, { engine, seed, out, onProgress });
        reports.push(report);
        say(`seed ${seed}: ${JSON.stringify(report)}`);
      }
    },
    () => describe(reports, { recipes: recipes.length, text, markdownTable }),
  );
}

const CHECKS = {
  encoder: 'sentence encoder',
  bagOfWords: 'bag of words',
  tfIdf: 'bag of words, TF-IDF',
};

function describe(reports, { recipes, text, markdownTable }) {
  const [{ engine, nextInstruction }] = reports;
  const { questions, others } = nextInstruction.encoder;
  const { sentenceDimension, sentenceTraining } = text;
  const over = (of) => reports.map(of);
  const rows = Object.entries(CHECKS).map(([key, label]) => {
    const checks = over((report) => report.nextInstruction[key]);
    const percent = (field) =>
      `${spread(
        checks.map((check) => 100 * check[field]),
        1,
      )} %`;
    const rank = spread(
      checks.map((check) => check.meanRank),
      1,
    );
    return [label, percent('nearest'), percent('nearer'), rank];
  });
  const perplexity = (of) =>
    spread(
      over(({ perplexity }) => perplexity[of]),
      0,
    );
  return [
    `${recipes} recipes dealt anew for each of ${reports.length} seeds: 70 % train, 10 % val, 20 % asked about`,
    `(some ${questions} questions, the next instruction among ${others} of other recipes); ${engine} engine;`,
    `width ${sentenceDimension}, ${JSON.stringify(sentenceTraining)}`,
    '',
    markdownTable(['', 'nearest of all', 'nearer than a random one', 'mean rank'], rows),
    '',
    `perplexity of the next instruction: decoder ${perplexity('decoder')}, unigram ${perplexity('unigram')}`,
    `epochs ${over(({ bestEpoch, epochs }) => `${bestEpoch} of ${epochs}`).join(', ')}; parity at most ${Math.max(...over(({ parity }) => parity.difference)).toExponential(1)}`,
  ].join('\n');
}

/** Mean and standard deviation over the seeds. */
function spread(values, digits) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
}
