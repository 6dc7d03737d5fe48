import { Random, dot, l2Normalised, noProgress } from '@seje/core';
import type { TermVectors } from '@seje/preprocessing';
import { describe, expect, it } from 'vitest';
import { plainSkipGramKernel } from './skip-gram-kernel.js';
import { type IndexedCorpus, TermCorpus } from './term-corpus.js';
import { WORD2VEC_DEFAULTS, type Word2VecSettings, word2vec } from './word2vec.js';

const TOPICS = [
  ['bake', 'flour', 'sugar', 'oven', 'dough'],
  ['grill', 'steak', 'salt', 'smoke', 'coal'],
  ['shake', 'ice', 'lime', 'gin', 'glass'],
];

function topicCorpus(): IndexedCorpus {
  const random = Random.fromSeed(5);
  const corpus = new TermCorpus();
  for (let i = 0; i < 600; i++) {
    const topic = random.pick(TOPICS);
    corpus.addSentence(Array.from({ length: 8 }, () => random.pick(topic)));
  }
  return corpus.withVocabulary(1);
}

const settings: Word2VecSettings = { ...WORD2VEC_DEFAULTS, dimension: 16, window: 3, iterations: 5 };

function fit(seed: number, more: Partial<Word2VecSettings> = {}): Promise<TermVectors> {
  const run = { random: Random.fromSeed(seed), onProgress: noProgress, now: () => 0 };
  return word2vec(topicCorpus(), { ...settings, ...more }, run);
}

function similarity(vectors: TermVectors, a: string, b: string): number {
  return dot(l2Normalised(vectors.vector(a)!), l2Normalised(vectors.vector(b)!));
}

describe('word2vec', () => {
  it('puts terms of one topic nearer to each other than to any other term', async () => {
    const vectors = await fit(1);
    for (const topic of TOPICS) {
      const others = TOPICS.filter((other) => other !== topic).flat();
      for (const term of topic) {
        const within = Math.min(...topic.map((other) => similarity(vectors, term, other)));
        const across = Math.max(...others.map((other) => similarity(vectors, term, other)));
        expect(within).toBeGreaterThan(across);
      }
    }
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
        topicCorpus(),
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
  });

  it('reports progress up to the last term', async () => {
    const seen: string[] = [];
    await word2vec(topicCorpus(), settings, {
      random: Random.fromSeed(1),
      onProgress: ({ step, done, total }) => seen.push(`${step} ${done}/${total}`),
      now: () => 0,
    });
    expect(seen.at(-1)).toBe('term embeddings 24000/24000');
  });
});

describe('TermCorpus', () => {
  it('leaves rare terms out of the sentences and keeps their borders', () => {
    const corpus = new TermCorpus();
    corpus.addSentence(['salt', 'rare', 'flour']);
    corpus.addSentence([]);
    corpus.addSentence(['flour', 'salt', 'salt']);
    const { terms, counts, tokens, ends } = corpus.withVocabulary(2);
    expect({ terms, counts, tokens: [...tokens], ends: [...ends] }).toEqual({
      terms: ['salt', 'flour'],
      counts: [3, 2],
      tokens: [0, 1, 1, 0, 0],
      ends: [2, 2, 5],
    });
  });
});
