import { Random, noProgress } from '@seje/core';
import type { TermVectors } from '@seje/preprocessing';
import { describe, expect, it } from 'vitest';
import { corpusInMemory } from './corpus-in-memory.fixture.js';
import { plainSkipGramKernel } from './skip-gram-kernel.js';
import { misplaced, topicSentences } from './topics.fixture.js';
import { WORD2VEC_DEFAULTS, type Word2VecSettings } from './word2vec-settings.js';
import { word2vec } from './word2vec.js';

const corpus = corpusInMemory(topicSentences(600), 1);
const settings: Word2VecSettings = { ...WORD2VEC_DEFAULTS, dimension: 16, window: 3, iterations: 5 };

function fit(seed: number, more: Partial<Word2VecSettings> = {}): Promise<TermVectors> {
  const run = { random: Random.fromSeed(seed), onProgress: noProgress, now: () => 0 };
  return word2vec(corpus, { ...settings, ...more }, run);
}

describe('word2vec', () => {
  it('puts terms of one topic nearer to each other than to any other term', async () => {
    expect(misplaced(await fit(1))).toBe(0);
  });

  it('repeats itself for the same seed, and only then', async () => {
    const [first, again, another] = await Promise.all([fit(1), fit(1), fit(2)]);
    expect(again.matrix.data).toEqual(first.matrix.data);
    expect(another.matrix.data).not.toEqual(first.matrix.data);
  });

  it('reads fewer of the frequent terms with sub-sampling, and still learns', async () => {
    let pairs = 0;
    const counting = async (subSample: number): Promise<number> => {
      pairs = 0;
      await word2vec(
        corpus,
        { ...settings, subSample },
        {
          random: Random.fromSeed(1),
          onProgress: noProgress,
          now: () => 0,
          kernel: (start) => {
            const kernel = plainSkipGramKernel(start);
            return { ...kernel, learn: (...step) => (pairs++, kernel.learn(...step)) };
          },
        },
      );
      return pairs;
    };
    expect(await counting(1e-3)).toBeLessThan((await counting(0)) / 2);
    expect(misplaced(await fit(1, { subSample: 1e-2 }))).toBe(0);
  });

  it('reports progress up to the last term', async () => {
    const seen: string[] = [];
    await word2vec(corpus, settings, {
      random: Random.fromSeed(1),
      onProgress: ({ step, done, total }) => seen.push(`${step} ${done}/${total}`),
      now: () => 0,
    });
    expect(seen.at(-1)).toBe('term embeddings 24000/24000');
  });
});
