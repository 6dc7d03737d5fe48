import { Random } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { bagOfWordsCosine, idfWeight } from './bag-of-words.js';
import { askedQuestions, nextInstructionCheck } from './next-instruction-check.js';
import { SentenceCorpus } from './sentence-corpus.js';
import { unigramPerplexity, unigramShares } from './unigram.js';

const questions = Array.from({ length: 300 }, (_, i) => ({ recipe: Math.floor(i / 3) }));

describe('nextInstructionCheck', () => {
  const asked = askedQuestions(questions, Random.fromSeed(1));

  it('draws 99 others of other recipes, each once', () => {
    expect(asked.questions).toHaveLength(questions.length);
    for (const [i, question] of asked.questions.entries()) {
      const others = asked.others[i]!;
      expect(new Set(others).size).toBe(99);
      expect(others.some((other) => questions[other]!.recipe === questions[question]!.recipe)).toBe(false);
    }
  });

  it('ranks: first where always nearest, in the middle where all tie, last where always farthest', () => {
    const own = (a: number, b: number): boolean => a === b;
    expect(nextInstructionCheck(asked, (a, b) => (own(a, b) ? 1 : 0))).toEqual({
      questions: 300,
      others: 99,
      nearest: 1,
      nearer: 1,
      meanRank: 1,
    });
    expect(nextInstructionCheck(asked, () => 0)).toMatchObject({ nearest: 0, nearer: 0.5, meanRank: 50.5 });
    expect(nextInstructionCheck(asked, (a, b) => (own(a, b) ? 0 : 1))).toMatchObject({ meanRank: 100 });
  });

  it('makes do with fewer others where there are few recipes', () => {
    const few = questions.slice(0, 9);
    const { others } = nextInstructionCheck(askedQuestions(few, Random.fromSeed(1)), () => 0);
    expect(others).toBe(6);
  });
});

describe('bagOfWordsCosine', () => {
  it('is the cosine of the counts, weighted', () => {
    expect(bagOfWordsCosine(['a', 'a', 'b'], ['a', 'c'])).toBeCloseTo(2 / Math.sqrt(5 * 2), 12);
    expect(bagOfWordsCosine([], ['a'])).toBe(0);
    const weight = idfWeight(new Map([['a', 9]]), 9);
    expect([weight('a'), weight('b')]).toEqual([1, Math.log(10) + 1]);
  });
});

describe('unigram baseline', () => {
  it('has the perplexity of its own shares, end signs included', () => {
    const corpus = new SentenceCorpus();
    corpus.addRecipe([[0], [0, 1]]);
    corpus.addRecipe([[1]]);
    const shares = unigramShares(corpus, 2);
    expect([...shares].map((share) => Math.round(share * 10))).toEqual([3, 3, 4]);
    expect(corpus.pairs()).toEqual([0]);
    const nats = -Math.log(0.3) - Math.log(0.3) - Math.log(0.4);
    expect(unigramPerplexity(shares, corpus, corpus.pairs())).toBeCloseTo(Math.exp(nats / 3), 9);
  });
});
