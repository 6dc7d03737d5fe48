import { Random } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { Lexicon } from './lexicon.js';

describe('longestIn', () => {
  const lexicon = new Lexicon(['dates', 'pitted_dates', 'red_wine_vinegar', 'wine']);

  it('takes the longest entry, single words too', () => {
    expect(lexicon.longestIn(['dried', 'pitted', 'dates'])).toEqual({ start: 1, end: 3 });
    expect(lexicon.longestIn(['wine', 'red', 'wine', 'vinegar'])).toEqual({ start: 1, end: 4 });
    expect(lexicon.longestIn(['dry', 'wine', 'dates'])).toEqual({ start: 1, end: 2 });
    expect(lexicon.longestIn(['water'])).toBeUndefined();
    expect(lexicon.longestIn([])).toBeUndefined();
  });

  it('finds an entry wherever one is', () => {
    const random = Random.fromSeed(2);
    const words = ['red', 'wine', 'vinegar', 'dates', 'water'];
    for (let i = 0; i < 100; i++) {
      const line = Array.from({ length: random.int(6) }, () => random.pick(words));
      const there = ['dates', 'pitted dates', 'red wine vinegar', 'wine'].some((entry) =>
        ` ${line.join(' ')} `.includes(` ${entry} `),
      );
      expect(lexicon.longestIn(line) !== undefined).toBe(there);
    }
  });
});
