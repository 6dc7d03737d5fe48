import { matrixOf } from '@seje/core';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCookingReader } from './cooking-reader.js';
import { Lexicon } from './lexicon.js';
import { MeanSentenceEncoder } from './mean-sentence-encoder.js';
import { TermVectors } from './term-vectors.js';
import { TextFeatureExtractor, openTextFeatureExtractor } from './text-feature-extractor.js';
import { TEXT_STATE_FORMAT, type TextState, writeTextState } from './text-state.js';
import { TfIdfRater } from './tf-idf-rater.js';
import { writeVocabBin } from './vocab-bin.js';

const vectors = new TermVectors(
  ['greek', 'yogurt', 'salt', 'red_wine'],
  matrixOf(4, 2, Float32Array.of(2, 0, 0, 4, 1, 1, 6, 6)),
);
const state: TextState = {
  format: TEXT_STATE_FORMAT,
  rater: { name: 'tf-idf' },
  keyTerms: { name: 'all-words' },
  entities: { name: 'rules' },
  sentences: { name: 'mean' },
  documents: 9,
  documentFrequencies: { salt: 9, constructor: 4 },
  lexicon: ['greek_yogurt', 'red_wine'],
  stopWords: ['and', 'the'],
  maxIngredients: 2,
  maxSentences: 2,
  termDimension: 2,
  termCount: 4,
};
const rater = new TfIdfRater({
  documents: state.documents,
  frequencies: new Map(Object.entries(state.documentFrequencies)),
});
const sentences = new MeanSentenceEncoder(vectors);
const extractor = new TextFeatureExtractor(state, { vectors, rater, sentences });

describe('Lexicon', () => {
  it('takes the longest entry from the left', () => {
    const lexicon = new Lexicon(['a_b', 'a_b_c_d', 'c_d', 'd_e', 'x']);
    expect(lexicon.termsOf('a b c d e a b c d x'.split(' '))).toEqual(['a_b_c_d', 'e', 'a_b_c_d', 'x']);
    expect(lexicon.termsOf('a b c a d e'.split(' '))).toEqual(['a_b', 'c', 'a', 'd_e']);
  });
});

describe('TextFeatureExtractor', () => {
  it('weighs terms, falling back on the words of a joined term', async () => {
    const { term, knownTerms, termsFromWords, unknownTerms } = await extractor.extract({
      title: 'Greek yogurt',
      ingredients: ['salt', 'nothing known'],
      instructions: [],
    });
    // greek_yogurt never seen: idf ln 10 + 1, mean of (2,0) and (0,4); salt everywhere: idf 1
    const yogurt = Math.log(10) + 1;
    expect(term[0]).toBeCloseTo((yogurt * 1 + 1) / (yogurt + 1), 6);
    expect(term[1]).toBeCloseTo((yogurt * 2 + 1) / (yogurt + 1), 6);
    expect({ knownTerms, termsFromWords, unknownTerms }).toEqual({
      knownTerms: 2,
      termsFromWords: 1,
      unknownTerms: ['nothing', 'known'],
    });
  });

  it('gives a mean vector for each sentence and counts what it leaves out', async () => {
    const { sentences, sentenceCount, leftOut } = await extractor.extract({
      title: '',
      ingredients: ['a', 'b', 'c'],
      instructions: ['Salt and salt the red wine', 'unheard words', 'salt', 'salt'],
    });
    expect([...sentences]).toEqual([8 / 3, 8 / 3].map(Math.fround));
    expect(sentenceCount).toBe(1);
    expect(leftOut).toEqual({ ingredients: 1, sentences: 2, sentencesWithoutVectors: 1, sentencesCut: 0 });
  });

  it('gives zeros, never NaN, where it knows nothing', async () => {
    const features = await extractor.extract({ title: 'Zzz', ingredients: [], instructions: [] });
    expect(features).toMatchObject({ knownTerms: 0, sentenceCount: 1 });
    expect([...features.term, ...features.sentences]).toEqual([0, 0, 0, 0]);
  });

  it('explains its ratings, highest first, summing to 1', async () => {
    const { entities, ratings, unknownTerms } = await extractor.explain({
      title: 'salt',
      ingredients: ['red wine', 'chalk'],
      instructions: ['Pour red wine'],
    });
    expect(entities).toEqual(['red_wine']);
    expect(ratings.map(({ term }) => term)).toEqual(['red_wine', 'salt']);
    expect(ratings.reduce((sum, { rating }) => sum + rating, 0)).toBeCloseTo(1, 12);
    expect(unknownTerms).toEqual(['chalk', 'pour']);
  });
});

describe('TextFeatureExtractor with the key terms of the paper', () => {
  const soup = {
    title: 'Salt soup',
    ingredients: ['1 bottle red wine', 'Greek yogurt'],
    instructions: ['Pour the red wine into a saucepan and salt it.', 'Whisk in the yogurt with a whisk.'],
  };
  const cookingWords = { actions: ['pour', 'salt', 'whisk'], utensils: ['saucepan', 'whisk'] };
  const spec: TextState = {
    ...state,
    lexicon: ['greek_yogurt', 'red_wine', 'yogurt'],
    keyTerms: { name: 'spec', cookingWords },
  };

  it('sums over entities, actions and utensils alone', async () => {
    const cooking = await openCookingReader(cookingWords);
    const limited = new TextFeatureExtractor(spec, { vectors, rater, sentences, cooking });
    const { knownTerms, unknownTerms } = await limited.extract(soup);
    expect(knownTerms).toBe(3);
    expect(unknownTerms).toEqual(['pour', 'saucepan', 'whisk']);
    expect(await limited.explain(soup)).toMatchObject({
      settings: { rater: 'tf-idf', keyTerms: 'spec', sentences: 'mean' },
      entities: ['red_wine', 'greek_yogurt'],
      actions: ['pour', 'salt', 'whisk'],
      utensils: ['saucepan', 'whisk'],
    });
  });

  it('takes the entities of the title where a recipe has no ingredient lines', async () => {
    const cooking = await openCookingReader(cookingWords);
    const limited = new TextFeatureExtractor(spec, { vectors, rater, sentences, cooking });
    const { knownTerms } = await limited.extract({ title: 'Red wine', ingredients: [], instructions: [] });
    expect(knownTerms).toBe(1);
  });

  it('names actions and utensils in an explanation also where they do not count', async () => {
    expect(await extractor.explain(soup)).toMatchObject({
      settings: { rater: 'tf-idf', keyTerms: 'all-words', entities: 'rules' },
      actions: expect.arrayContaining(['pour', 'whisk']) as string[],
      utensils: expect.arrayContaining(['saucepan', 'whisk']) as string[],
    });
  });
});

describe('openTextFeatureExtractor', () => {
  const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'seje-text-'));

  it('opens what was written', async () => {
    const directory = await folder();
    await writeTextState(join(directory, 'text.json'), state);
    await writeVocabBin(join(directory, 'vocab.bin'), vectors);
    const recipe = { title: 'Greek yogurt with salt', ingredients: [], instructions: ['salt constructor'] };
    const opened = await openTextFeatureExtractor(directory);
    expect(await opened.extract(recipe)).toEqual(await extractor.extract(recipe));
  });

  it('reads states of the first format, TF-IDF over all words, and of the second, without tagger and sentence encoder', async () => {
    const { entities: _entities, sentences: _sentences, ...second } = state;
    const { rater: _rater, keyTerms: _keyTerms, ...first } = second;
    const recipe = { title: 'Greek yogurt with salt', ingredients: [], instructions: ['Salt'] };
    for (const older of [
      { ...first, format: 1 },
      { ...second, format: 2 },
    ]) {
      const directory = await folder();
      await writeFile(join(directory, 'text.json'), JSON.stringify(older));
      await writeVocabBin(join(directory, 'vocab.bin'), vectors);
      const opened = await openTextFeatureExtractor(directory);
      expect(await opened.extract(recipe)).toEqual(await extractor.extract(recipe));
    }
  });

  it('opens a state whose key terms are those of the paper', async () => {
    const directory = await folder();
    const cookingWords = { actions: ['salt'], utensils: [] };
    const keyTerms = { name: 'spec', cookingWords } as const;
    await writeTextState(join(directory, 'text.json'), { ...state, rater: { name: 'text-rank' }, keyTerms });
    await writeVocabBin(join(directory, 'vocab.bin'), vectors);
    const opened = await openTextFeatureExtractor(directory);
    const { knownTerms, unknownTerms } = await opened.extract({
      title: '',
      ingredients: ['red wine, chalk'],
      instructions: ['Salt the chalk.'],
    });
    expect({ knownTerms, unknownTerms }).toEqual({ knownTerms: 2, unknownTerms: [] });
  });

  it('refuses vectors of another run', async () => {
    const directory = await folder();
    await writeTextState(join(directory, 'text.json'), { ...state, termCount: 5 });
    await writeVocabBin(join(directory, 'vocab.bin'), vectors);
    await expect(openTextFeatureExtractor(directory)).rejects.toThrow(
      expect.objectContaining({ code: 'BUNDLE_MISMATCH' }),
    );
  });

  it('names every wrong field of a damaged state', async () => {
    const directory = await folder();
    await writeFile(join(directory, 'text.json'), JSON.stringify({ ...state, documents: -1, extra: 1 }));
    await writeVocabBin(join(directory, 'vocab.bin'), vectors);
    const opened = openTextFeatureExtractor(directory);
    await expect(opened).rejects.toThrow(/documents/);
    await expect(opened).rejects.toThrow(/extra/);
    await expect(opened).rejects.toThrow(expect.objectContaining({ code: 'BUNDLE_INVALID' }));
  });
});
