// `npm run bench -- ingredient-tagger`: names, True and False on real lines, entities on kitchens.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt, entryOf } from '../../bin/build.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const LINES = process.env.SEJE_INGREDIENT_LINES ?? '../shared/data/ingredient-lines';
const SOURCES = ['cookstr-ingredients-snapshot-2017.csv', 'tastecooking-ingredients-snapshot-2024.csv'];
const TEST_SHARE = 0.1;
const SEED = 1;
const KITCHEN = { easy: 1000, hard: 1000 };
/** Stand between ingredients on recipe pages; the fitting makes up none of them. */
const NO_INGREDIENTS = `
For the lemon sauce:|FOR THE PIE FILLING|For the meat sauce|SPICE RUB|For rolling out|Cooking time: 45 minutes
Second rise:|Poaching liquid:|For the egg wash:|To finish the dish:|(recipe below)|Optional garnishes:|Tools needed:
Special tools: a thermometer|For the marinated chicken:|Lemon vinaigrette:|Makes one 10-inch tart|Bottom layer
FOR THE CHEESECAKE:|Sandwich assembly:|For the pork chops:|While it bakes:|(see page 212)|For the second batch:
Cheesecake layer:|Photo by the author|Chef's notes:|(can be made two days ahead)|For the spiced nuts|Pizza Dough:
`
  .trim()
  .split(/[|\n]/);

/** Word F1 and whole lines on held-out lines, on a source left out, True and False, and entities of kitchens. */
export async function measureTagger(folder) {
  await mkdir(folder, { recursive: true });
  await ensureBuilt(root, ['training']);
  const { markdownTable } = await built('training/src/reporting/markdown-table.js');
  const rows = [];
  const paths = SOURCES.map((name) => resolve(LINES, name));
  if (paths.every((path) => existsSync(path))) {
    const { Random } = await built('libs/core/src/index.js');
    const { readLabelledCsv } = await built('training/src/fitting/tagger/read-labelled-csv.js');
    const { linesOfFiles } = await built('training/src/fitting/tagger/collect-lines.js');
    const { lines } = await linesOfFiles(paths);
    const shuffled = Random.derived(SEED, 'bench split').shuffled(lines);
    const held = Math.round(shuffled.length * TEST_SHARE);
    const both = { train: shuffled.slice(held), test: shuffled.slice(0, held) };
    rows.push(await trained(join(folder, 'split'), both, 'both files, 90 % / 10 %'));
    const sources = await Promise.all(paths.map((path) => readLabelledCsv(path)));
    const [first, second] = sources.map((source) => source.lines);
    const known = new Set(first.map(({ text }) => text));
    const apart = second.filter(({ text }) => !known.has(text));
    rows.push(
      await trained(join(folder, 'first'), { train: first, test: apart }, `${SOURCES[0]} / the other`),
    );
    const others = new Set(second.map(({ text }) => text));
    const left = first.filter(({ text }) => !others.has(text));
    rows.push(
      await trained(join(folder, 'second'), { train: second, test: left }, `${SOURCES[1]} / the other`),
    );
    const found = ['True found', `False found (${NO_INGREDIENTS.length})`];
    const head = ['train / test', 'lines', 'word F1', 'whole lines', ...found];
    process.stdout.write(`\n${markdownTable(head, rows)}\n`);
  } else {
    process.stdout.write(`Skipped: ${LINES} has no ${SOURCES.join(', ')}; SEJE_INGREDIENT_LINES names it.\n`);
  }
  const kitchens = [];
  for (const [difficulty, recipes] of Object.entries(KITCHEN)) {
    kitchens.push(...(await kitchen(join(folder, difficulty), { difficulty, recipes })));
  }
  const head = ['kitchen', 'entities by', 'recipes', 'lines', 'precision', 'recall', 'F1'];
  process.stdout.write(`\n${markdownTable(head, kitchens)}\n`);
}

/** One row: a tagger fitted on `train`, as it is applied, on lines that it has not seen. */
async function trained(out, { train, test }, label) {
  const { scoreLines } = await built('training/src/fitting/tagger/score-lines.js');
  const { tagger, report } = await fitted(out, train);
  const scores = await scoreLines(tagger, test);
  const others = await scoreLines(
    tagger,
    NO_INGREDIENTS.map((text) => ({ text, isIngredient: false })),
  );
  const started = performance.now();
  await tagger.tag(test.map(({ text }) => text));
  const speed = test.length / ((performance.now() - started) / 1000);
  await tagger.release();
  process.stdout.write(
    `${label}: ${report.rounds} rounds, best ${report.bestRound}, parity ${report.parity.toExponential(1)}, ${speed.toFixed(0)} lines/s applied\n`,
  );
  const shares = [scores.wordF1, scores.wholeLine, scores.ingredientsFound, others.othersFound];
  return [label, `${train.length} / ${test.length}`, ...shares.map((share) => share.toFixed(4))];
}

async function fitted(out, lines) {
  const { fitTagger } = await built('training/src/fitting/tagger/fit-tagger.js');
  const { taggerSettingsSchema } = await built('training/src/fitting/tagger/tagger-settings.js');
  const { openTensorEngine } = await built('training/src/tensor-engine/open-tensor-engine.js');
  const { openIngredientTagger, taggerFiles } = await built('libs/preprocessing/src/index.js');
  await mkdir(out, { recursive: true });
  let shown = 0;
  const report = await fitTagger(lines, taggerSettingsSchema.parse({}), {
    engine: await openTensorEngine(process.env.ENGINE ?? 'auto'),
    seed: SEED,
    out,
    onProgress: ({ done, total, note }) => {
      if (done !== total && done < shown + 100) return;
      shown = done;
      process.stderr.write(`  ${done}/${total} ${note}\n`);
    },
    signal: new AbortController().signal,
  });
  return { report, tagger: await openIngredientTagger(taggerFiles(out), { provider: 'cpu' }) };
}

/** Entities of test recipes by the rules and by the tagger, both fitted on the train part, against `truth`. */
async function kitchen(folder, { difficulty, recipes }) {
  const { kitchenRecipes } = await built('training/src/data/kitchen/kitchen-recipes.js');
  const { KITCHEN_SETTINGS } = await built('training/src/data/kitchen/index.js');
  const { fitLexicon } = await built('training/src/fitting/fit-lexicon.js');
  const { linesOfRecipes } = await built('training/src/fitting/tagger/collect-lines.js');
  const preprocessing = await built('libs/preprocessing/src/index.js');
  const { ENGLISH_STOP_WORDS, IngredientReader, Lexicon, RecipeReader, TermReader, wordsOf } = preprocessing;
  const stopWords = new Set(ENGLISH_STOP_WORDS);
  const records = [...kitchenRecipes({ recipes, seed: SEED, settings: KITCHEN_SETTINGS[difficulty] })].map(
    ({ id, partition, text }) => ({
      ...text,
      id,
      partition,
      photos: [],
      entities: text.lines.map(({ recognised, entity }) => (recognised ? (entity?.text ?? null) : null)),
      truth: text.lines.flatMap(({ entity }) => entity?.text ?? []),
    }),
  );
  const train = records.filter(({ partition }) => partition === 'train');
  const test = records.filter(({ partition }) => partition === 'test');
  async function* stream() {
    yield* train;
  }
  const { lines } = await linesOfRecipes(stream(), { maxLines: Infinity, seed: SEED });
  const { tagger } = await fitted(folder, lines);
  const rows = [];
  for (const by of ['rules', 'tagger']) {
    const used = by === 'tagger' ? tagger : undefined;
    const { lexicon } = await fitLexicon(stream(), { minPhraseCount: 2 }, used);
    const entries = new Lexicon(lexicon);
    const terms = new TermReader(stopWords, entries, { maxIngredients: 100, maxSentences: 0 });
    const reader = new RecipeReader(terms, used && new IngredientReader(used, entries, stopWords));
    const read = await reader.read(test);
    const counts = { right: 0, found: 0, there: 0 };
    for (const [i, { entities }] of read.entries()) {
      const truth = new Set(test[i].truth.map((name) => wordsOf(name, stopWords).join('_')));
      counts.right += entities.filter((entity) => truth.has(entity)).length;
      counts.found += entities.length;
      counts.there += truth.size;
    }
    const precision = counts.right / counts.found;
    const recall = counts.right / counts.there;
    const F1 = (2 * precision * recall) / (precision + recall);
    const shares = [precision, recall, F1].map((share) => share.toFixed(4));
    const all = test.reduce((sum, { ingredients }) => sum + ingredients.length, 0);
    const counted = [`${train.length} / ${test.length}`, `${lines.length} / ${all}`];
    rows.push([difficulty, by, ...counted, ...shares]);
  }
  await tagger.release();
  return rows;
}

/** A module of the training build, by its path in the repository. */
function built(path) {
  return import(new URL(`../../${path}`, entryOf(root, 'training')).href);
}
