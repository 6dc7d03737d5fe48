import { Random, noProgress } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { corpusInMemory } from '../fitting/word2vec/corpus-in-memory.fixture.js';
import { WORD2VEC_DEFAULTS } from '../fitting/word2vec/word2vec-settings.js';
import { word2vec } from '../fitting/word2vec/word2vec.js';
import { stoppable, stoppableProgress } from './stoppable.js';

const aborted = expect.objectContaining({ name: 'AbortError' }) as Error;

describe('what can be stopped', () => {
  it('is a stream, between two items', async () => {
    const controller = new AbortController();
    async function* numbers(): AsyncGenerator<number> {
      for (let i = 0; ; i++) yield await Promise.resolve(i);
    }
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const number of stoppable(numbers(), controller.signal)) {
        seen.push(number);
        if (number === 2) controller.abort();
      }
    };
    await expect(read()).rejects.toThrow(aborted);
    expect(seen).toEqual([0, 1, 2]);
  });

  it('is the fitting of term embeddings, by a signal that comes while it runs', async () => {
    const sentence = ['onion', 'garlic', 'butter', 'salt', 'pepper'];
    const corpus = corpusInMemory(
      Array.from({ length: 3000 }, () => sentence),
      1,
    );
    const controller = new AbortController();
    setTimeout(() => controller.abort());
    const fitted = word2vec(
      corpus,
      { ...WORD2VEC_DEFAULTS, dimension: 8, window: 2, iterations: 1_000_000 },
      {
        random: Random.fromSeed(1),
        onProgress: stoppableProgress(noProgress, controller.signal),
        now: () => performance.now(),
      },
    );
    await expect(fitted).rejects.toThrow(aborted);
  });
});
