import { Random, noProgress } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { TermCorpus } from '../fitting/term-corpus.js';
import { WORD2VEC_DEFAULTS, word2vec } from '../fitting/word2vec.js';
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
    const corpus = new TermCorpus();
    for (let i = 0; i < 3000; i++) corpus.addSentence(['onion', 'garlic', 'butter', 'salt', 'pepper']);
    const controller = new AbortController();
    setTimeout(() => controller.abort());
    const fitted = word2vec(
      corpus.withVocabulary(1),
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
