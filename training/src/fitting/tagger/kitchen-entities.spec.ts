import { type RecipeRecord, noProgress } from '@seje/core';
import {
  ENGLISH_STOP_WORDS,
  IngredientReader,
  Lexicon,
  openIngredientTagger,
  taggerFiles,
  wordsOf,
} from '@seje/preprocessing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { KITCHEN_SETTINGS } from '../../data/kitchen/index.js';
import { kitchenRecipes } from '../../data/kitchen/kitchen-recipes.js';
import { openTensorEngine } from '../../tensor-engine/open-tensor-engine.js';
import { fitLexicon } from '../fit-lexicon.js';
import { linesOfRecipes } from './collect-lines.js';
import { fitTagger } from './fit-tagger.js';
import { taggerSettingsSchema } from './tagger-settings.js';

const stopWords = new Set(ENGLISH_STOP_WORDS);

it('finds the entities of a synthetic kitchen that it has learned from', async () => {
  const out = await mkdtemp(join(tmpdir(), 'seje-kitchen-'));
  onTestFinished(() => rm(out, { recursive: true }));
  const records = [...kitchenRecipes({ recipes: 400, seed: 11, settings: KITCHEN_SETTINGS.easy })].map(
    ({ id, partition, text }) => ({
      ...text,
      id,
      partition,
      photos: [],
      entities: text.lines.map(({ recognised, entity }) => (recognised ? (entity?.text ?? null) : null)),
    }),
  );
  async function* train(): AsyncIterable<RecipeRecord> {
    yield* records.filter(({ partition }) => partition === 'train');
  }
  const { lines } = await linesOfRecipes(train(), { maxLines: 5000, seed: 1 });
  const small = { embedding: 32, hidden: 24, buckets: 1024, batchSize: 32, learningRate: 0.01, maxRounds: 6 };
  await fitTagger(lines, taggerSettingsSchema.parse(small), {
    engine: await openTensorEngine('auto'),
    seed: 1,
    out,
    onProgress: noProgress,
    signal: new AbortController().signal,
  });
  const tagger = await openIngredientTagger(taggerFiles(out), { provider: 'cpu' });
  onTestFinished(() => tagger.release());
  const { lexicon } = await fitLexicon(train(), { minPhraseCount: 1 }, tagger);
  const reader = new IngredientReader(tagger, new Lexicon(lexicon), stopWords);

  let [right, found, there] = [0, 0, 0];
  for (const { partition, lines: written } of records) {
    if (partition === 'train') continue;
    const read = await reader.read(written.map(({ text }) => text));
    const truth = written.map(({ entity }) => wordsOf(entity?.text ?? '', stopWords).join('_'));
    right += read.filter(({ entities }, i) => entities.includes(truth[i]!)).length;
    found += read.flatMap(({ entities }) => entities).length;
    there += truth.filter((entity) => entity !== '').length;
  }
  const F1 = (2 * right) / (found + there);
  console.log(`entities of the kitchen: F1 ${F1.toFixed(3)} over ${there} lines`);
  expect(F1).toBeGreaterThan(0.97);
}, 120_000);
