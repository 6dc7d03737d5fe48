import { type Progress, Random, type RecipeRecord, noProgress } from '@seje/core';
import { HashedWords, SentenceVocabulary, TermVectors, openLstmSentenceEncoder } from '@seje/preprocessing';
import { matrixOf } from '@seje/core';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { experimentOf } from '../../experiment.js';
import { openTensorEngine } from '../../tensor-engine/open-tensor-engine.js';
import { openTermReader } from '../open-term-reader.js';
import {
  type FitSentencesOptions,
  type FittedSentences,
  fitSentenceEncoder,
} from './fit-sentence-encoder.js';

const STEPS = ['peel onions', 'chop onions', 'fry onions butter', 'pour stock', 'simmer soup', 'serve soup'];
const WORDS = [...new Set(STEPS.flatMap((step) => step.split(' ')))];
const DIMENSION = 8;

/** Recipes whose steps follow one another in a ring: the next one is known from the one before. */
function recipes(count = 60): RecipeRecord[] {
  const random = Random.fromSeed(1);
  return Array.from({ length: count }, (_, i) => {
    const start = random.int(STEPS.length);
    const instructions = [0, 1, 2].map((step) => STEPS[(start + step) % STEPS.length]!);
    return {
      id: `r${i}`,
      title: 'Soup',
      ingredients: [],
      instructions: [...instructions, '1.', 'Unheard words.'],
      partition: (['train', 'train', 'val', 'test'] as const)[i % 4]!,
      photos: [],
    };
  });
}

async function* stream(records: readonly RecipeRecord[]): AsyncIterable<RecipeRecord> {
  yield* records;
}

const random = Random.fromSeed(2);
const vectors = new TermVectors(
  WORDS,
  matrixOf(
    WORDS.length,
    DIMENSION,
    Float32Array.from({ length: DIMENSION * WORDS.length }, () => random.normal()),
  ),
);

const text = {
  sentenceEncoder: 'lstm',
  sentenceDimension: 12,
  sentenceTraining: { maxWords: 3, batchSize: 8, learningRate: 0.02, maxEpochs: 12, softmax: 'full' },
} as const;

async function fit(
  change: Partial<FitSentencesOptions> = {},
  training: object = {},
): Promise<FittedSentences & { readonly out: string }> {
  const settings = experimentOf({
    name: 'test',
    text: { ...text, sentenceTraining: { ...text.sentenceTraining, ...training } },
  }).text;
  const out = change.out ?? (await mkdtemp(join(tmpdir(), 'seje-sentences-')));
  const fitted = await fitSentenceEncoder(() => stream(recipes()), settings, {
    reader: await openTermReader(settings, []),
    vectors,
    engine: await openTensorEngine('wasm'),
    seed: 1,
    onProgress: noProgress,
    signal: new AbortController().signal,
    ...change,
    out,
  });
  return { ...fitted, out };
}

describe('fitSentenceEncoder', () => {
  it('learns what comes next, far better than shares and bags of words, and exports the same encoder', async () => {
    const { report, state, out } = await fit({ checkOn: 'test' });
    expect(report).toMatchObject({
      sentences: 90,
      pairs: 60,
      dropped: { sentencesWithoutWords: 60, sentencesCut: 0, unknownWords: 0 },
    });
    expect(report.perplexity.decoder).toBeLessThan(0.4 * report.perplexity.unigram);
    expect(report.parity).toMatchObject({ samples: 64 });
    expect(report.parity.difference).toBeLessThan(1e-4);

    expect(await readdir(out)).toEqual(['sentence-encoder.onnx']);
    expect(state).toMatchObject({ name: 'lstm', dimension: 12, maxWords: 3 });
    const vocabulary = new SentenceVocabulary(vectors.terms, state.maxWords);
    const encoder = await openLstmSentenceEncoder(
      join(out, 'sentence-encoder.onnx'),
      { vocabulary, hidden: 12 },
      {
        provider: 'cpu',
      },
    );
    const long = ['peel', 'onions', 'unheard', 'chop'];
    const [feature, cut] = await encoder.encode([
      { terms: [['peel', 'onions'], ['unheard']], text: [] },
      { terms: [long, long.slice(0, 3)], text: [] },
    ]);
    expect(feature).toMatchObject({ count: 1, skipped: 1, cut: 0 });
    expect(cut).toMatchObject({ count: 2, skipped: 0, cut: 1 });
    expect(cut!.rows.subarray(0, 12)).toEqual(cut!.rows.subarray(12));
    await encoder.release();
  });

  it('puts hashed words beside the states of the very same network, where it is asked to', async () => {
    const short = { maxEpochs: 2 };
    const [without, beside] = [await fit({}, short), await fit({}, { ...short, hashedWords: 5 })];
    const files = [without, beside].map(({ out }) => join(out, 'sentence-encoder.onnx'));
    expect(await readFile(files[1]!)).toEqual(await readFile(files[0]!));
    expect(without.state).not.toHaveProperty('hashedWords');
    expect(beside.state.hashedWords).toMatchObject({ dimension: 5, sentences: 90 });
    expect(beside.report.perplexity).toEqual(without.report.perplexity);
    expect(beside.report.nextInstruction.encoder).not.toEqual(without.report.nextInstruction.encoder);

    const { sentences: documents, frequencies } = beside.state.hashedWords!;
    expect(Object.keys(frequencies).sort()).toEqual(WORDS.toSorted());
    const hashedWords = new HashedWords({ documents, frequencies: new Map(Object.entries(frequencies)) }, 5);
    const vocabulary = new SentenceVocabulary(vectors.terms, 3);
    const terms = [['peel', 'onions'], ['unheard'], ['chop', 'onions', 'butter', 'stock', 'unheard']];
    const encoders = await Promise.all(
      [undefined, hashedWords].map((words) =>
        openLstmSentenceEncoder(
          files[0]!,
          { vocabulary, hidden: 12, hashedWords: words },
          { provider: 'cpu' },
        ),
      ),
    );
    expect(encoders.map(({ dimension }) => dimension)).toEqual([12, 17]);
    const [states, rows] = await Promise.all(
      encoders.map(async (encoder) => (await encoder.encode([{ terms, text: [] }]))[0]!),
    );
    expect(rows).toMatchObject({ count: 2, skipped: 1, cut: 1 });
    for (const [i, sentence] of [terms[0]!, terms[2]!].entries()) {
      const row = rows!.rows.subarray(17 * i, 17 * (i + 1));
      expect(row.subarray(0, 12)).toEqual(states!.rows.subarray(12 * i, 12 * (i + 1)));
      expect(row.subarray(12)).toEqual(hashedWords.row(sentence));
    }
    for (const encoder of encoders) await encoder.release();
  });

  it('goes on where it was stopped, to the same weights', async () => {
    const short = { maxEpochs: 3, contrast: 0.5, wordDropout: 0.2, softmax: 'sampled', samples: 5 };
    const whole = await fit({}, short);
    const out = await mkdtemp(join(tmpdir(), 'seje-sentences-'));
    const controller = new AbortController();
    const onProgress = ({ step, done }: Progress): void => {
      if (step === 'sentence encoder' && done === 11) controller.abort();
    };
    await expect(fit({ out, onProgress, signal: controller.signal }, short)).rejects.toThrow(/abort/);
    expect(existsSync(join(out, 'sentence-encoder.onnx'))).toBe(false);
    const steps: number[] = [];
    const resumed = await fit(
      { out, onProgress: ({ step, done }) => step === 'sentence encoder' && steps.push(done) },
      short,
    );
    expect(steps[0]).toBe(12);
    expect(resumed.report).toEqual(whole.report);
    const file = 'sentence-encoder.onnx';
    expect(await readFile(join(out, file))).toEqual(await readFile(join(whole.out, file)));
  });

  it('says what is missing where no instruction follows another', async () => {
    const { text: settings } = experimentOf({ name: 'test', text });
    const alone = recipes().map((recipe) => ({ ...recipe, instructions: ['peel onions'] }));
    const fitting = fitSentenceEncoder(() => stream(alone), settings, {
      reader: await openTermReader(settings, []),
      vectors,
      engine: await openTensorEngine('wasm'),
      seed: 1,
      out: tmpdir(),
      onProgress: noProgress,
      signal: new AbortController().signal,
    });
    await expect(fitting).rejects.toThrow(expect.objectContaining({ code: 'DATA_EMPTY' }));
  });
});
