import { describe, expect, it } from 'vitest';
import type { Answer, Found } from './answers.js';
import { judgeSwaps } from './judge-swaps.js';

const found = (generation: string, score: number): Found => ({ generation, results: [['pie', score]] });
const answer = (generation: string, score: number): Answer => ({
  query: 'q',
  status: 200,
  found: found(generation, score),
});
const alone = new Map([
  ['a', new Map([['q', found('a', 0.1)]])],
  ['b', new Map([['q', found('b', 0.7)]])],
]);
const judge = (answers: Answer[], published: string[]): string[] =>
  judgeSwaps({ clients: [answers], published, alone });

describe('judgeSwaps', () => {
  it('finds nothing wrong with a change there and back', () => {
    const answers = [answer('a', 0.1), answer('b', 0.7), answer('b', 0.700_01), answer('a', 0.1)];
    expect(judge(answers, ['a', 'b', 'a'])).toEqual([]);
  });

  it('names an answer that has the results of another generation', () => {
    expect(judge([answer('b', 0.1)], ['a', 'b'])).toEqual([
      'client 0: q names b, but its results are those of a',
    ]);
  });

  it('names results of no generation', () => {
    expect(judge([answer('b', 0.4)], ['a', 'b'])).toEqual([
      'client 0: q names b, but its results are those of none',
    ]);
  });

  it('names an old answer after a new one', () => {
    const answers = [answer('a', 0.1), answer('b', 0.7), answer('a', 0.1)];
    expect(judge(answers, ['a', 'b'])).toEqual(['client 0: a answered after b']);
  });

  it('names a generation that never was published, and a query that failed', () => {
    const problems = judge([answer('c', 0.1), { query: 'q', status: 503 }], ['a', 'b']);
    expect(problems).toEqual([
      'client 0: q was answered by c, which never was the one',
      'client 0: q failed with 503',
      'client 0: c answered after a',
    ]);
  });
});
