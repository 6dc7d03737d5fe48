import { Random, type RecipeRecord, noProgress } from '@seje/core';
import { openTextFeatureExtractor, readTextState } from '@seje/preprocessing';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { experimentOf } from '../experiment.js';
import { type FitTextReport, fitText } from './fit-text.fixture.js';

const settings = experimentOf({
  name: 'test',
  text: { termDimension: 12, iterations: 3, minCount: 3, minPhraseCount: 3, maxIngredients: 3 },
}).text;

function recipes(): RecipeRecord[] {
  const random = Random.fromSeed(1);
  return Array.from({ length: 60 }, (_, i) => ({
    id: `r${i}`,
    title: i % 2 === 0 ? 'Onion soup' : 'Lemon cake',
    ingredients:
      i % 2 === 0 ? ['2 red onions', '1 l water', 'salt', 'extra'] : ['1 lemon', '200 g plain flour'],
    instructions: i % 2 === 0 ? ['Simmer the red onions in water.', '1.'] : ['Bake lemon and plain flour.'],
    // the last recipe alone speaks of saffron, and is no train recipe
    ...(i === 59 ? { title: 'Saffron saffron saffron' } : {}),
    partition: i < 50 ? 'train' : random.pick(['val', 'test']),
    photos: [],
  }));
}

async function* stream(records: readonly RecipeRecord[]): AsyncIterable<RecipeRecord> {
  yield* records;
}

async function fit(records = recipes()): Promise<{ out: string; report: FitTextReport }> {
  const out = await mkdtemp(join(tmpdir(), 'seje-text-'));
  const report = await fitText(() => stream(records), settings, { seed: 1, out, onProgress: noProgress });
  return { out, report };
}

describe('fitText', () => {
  it('fits on train recipes alone and counts what it leaves out', async () => {
    const { out, report } = await fit();
    const state = await readTextState(join(out, 'text.json'));
    expect(report).toMatchObject({
      documents: 50,
      terms: state.termCount,
      dropped: { ingredientsBeyondLimit: 25, sentencesBeyondLimit: 0, sentencesWithoutWords: 25 },
    });
    expect(state.documents).toBe(50);
    expect(state.documentFrequencies).toMatchObject({ red_onions: 25, plain_flour: 25 });
    expect(state.documentFrequencies).not.toHaveProperty('saffron');
    expect(state.lexicon).toEqual(expect.arrayContaining(['plain_flour', 'red_onions']));
  });

  it('writes what the extractor opens, and a query is read as a train recipe is', async () => {
    const { out } = await fit();
    const extractor = await openTextFeatureExtractor(out);
    const features = await extractor.extract(recipes()[0]!);
    expect(features.term).toHaveLength(12);
    expect(features.sentenceCount).toBe(1);
    expect(features.leftOut).toEqual({
      ingredients: 1,
      sentences: 0,
      sentencesWithoutVectors: 1,
      sentencesCut: 0,
    });
    expect(
      await extractor.explain({ title: '', ingredients: ['3 red onions, saffron'], instructions: [] }),
    ).toMatchObject({
      entities: ['red_onions'],
      ratings: [{ term: 'red_onions', rating: 1 }],
      unknownTerms: ['saffron'],
    });
  });

  it('fits on the terms that key terms are made of, as a query is read', async () => {
    const out = await mkdtemp(join(tmpdir(), 'seje-text-'));
    const spec = { ...settings, keyTerms: 'spec', rater: 'text-rank' } as const;
    await fitText(() => stream(recipes()), spec, { seed: 1, out, onProgress: noProgress });
    const state = await readTextState(join(out, 'text.json'));
    expect(state).toMatchObject({ rater: { name: 'text-rank' }, keyTerms: { name: 'spec' } });
    const extractor = await openTextFeatureExtractor(out);
    const explained = await extractor.explain({
      ...recipes()[0]!,
      instructions: ['Simmer the salt, then bake it.'],
    });
    expect(explained.actions).toEqual(['simmer', 'bake']);
    expect(explained.ratings.map(({ term }) => term)).toEqual(expect.arrayContaining(['simmer', 'bake']));
  });

  it('keeps the text encoder of rater and sentences beside the state, and knows it again', async (ctx) => {
    const minilm = join(process.env['SEJE_CACHE'] ?? '.seje/cache', 'minilm');
    if (!existsSync(join(minilm, 'tokenizer.json'))) {
      ctx.skip(`no text encoder in ${minilm}: npm run minilm:install`);
    }
    const out = await mkdtemp(join(tmpdir(), 'seje-text-'));
    const fitWith = async (rater: Partial<typeof settings>): Promise<FitTextReport> =>
      fitText(() => stream(recipes()), { ...settings, ...rater }, { seed: 1, out, onProgress: noProgress });
    await fitWith({ rater: 'bert', sentenceEncoder: 'bert', bert: minilm });
    expect((await readdir(out)).sort()).toEqual([
      'text-encoder.onnx',
      'text.json',
      'tokenizer.json',
      'vocab.bin',
    ]);
    const extractor = await openTextFeatureExtractor(out);
    const [one, two] = recipes();
    const together = await extractor.extractAll([one!, two!]);
    expect(together).toEqual([await extractor.extract(one!), await extractor.extract(two!)]);
    expect(extractor.sentenceDimension).toBe(384);
    expect(together[0]!.sentences).toHaveLength(384);
    expect(Math.hypot(...together[0]!.sentences)).toBeCloseTo(1, 5);
    await extractor.release();

    await fitWith({ rater: 'tf-idf', sentenceEncoder: 'bert', bert: minilm });
    expect(await readdir(out)).toContain('text-encoder.onnx');
    await fitWith({ rater: 'tf-idf' });
    expect((await readdir(out)).sort()).toEqual(['text.json', 'vocab.bin']);
  });

  it('names the folder where the encoder of the rater bert is not', async () => {
    const out = await mkdtemp(join(tmpdir(), 'seje-text-'));
    const bert = { ...settings, rater: 'bert', bert: out } as const;
    const fitting = fitText(() => stream(recipes()), bert, { seed: 1, out, onProgress: noProgress });
    await expect(fitting).rejects.toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
    await expect(fitting).rejects.toThrow(join(out, 'model.onnx'));
  });

  it('gives the same files for the same seed', async () => {
    const [first, second] = await Promise.all([fit(), fit()]);
    for (const file of ['text.json', 'vocab.bin']) {
      expect(await readFile(join(second.out, file))).toEqual(await readFile(join(first.out, file)));
    }
  });

  it('says what to do where nothing is frequent enough', async () => {
    await expect(fit(recipes().slice(0, 1))).rejects.toThrow(
      expect.objectContaining({ code: 'DATA_EMPTY', message: expect.stringContaining('minCount') as string }),
    );
  });
});
