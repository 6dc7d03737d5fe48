import { dot, l2Normalised } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { HashedWords } from './hashed-words.js';
import { smoothIdf } from './tf-idf-rater.js';

const documents = 50;
const frequencies = new Map([
  ['salt', 30],
  ['onion', 12],
  ['fry', 20],
  ['saffron', 1],
]);
const SENTENCES = [
  ['fry', 'onion', 'salt'],
  ['salt', 'saffron', 'salt', 'neverseen'],
  ['neverseen', 'fry'],
  ['unheard'],
];

/** Cosine of two TF-IDF bags, written out. */
function cosine(a: readonly string[], b: readonly string[]): number {
  const all = [...new Set([...a, ...b])];
  const bag = (words: readonly string[]): Float32Array =>
    Float32Array.from(all, (word) => {
      const count = words.filter((other) => other === word).length;
      return count * smoothIdf(documents, frequencies.get(word) ?? 0);
    });
  return dot(l2Normalised(bag(a)), l2Normalised(bag(b)));
}

describe('HashedWords', () => {
  it('gives the cosine of TF-IDF bags where there is room for every word, unseen ones too', () => {
    const hashed = new HashedWords({ documents, frequencies }, 1 << 16);
    const rows = SENTENCES.map((words) => hashed.row(words));
    for (const [i, a] of SENTENCES.entries()) {
      for (const [j, b] of SENTENCES.entries()) {
        expect(dot(rows[i]!, rows[j]!)).toBeCloseTo(cosine(a, b), 6);
      }
    }
  });

  it('is the TF-IDF bag times one fixed row a word, at length 1, where words share places', () => {
    const narrow = new HashedWords({ documents, frequencies }, 3);
    for (const words of SENTENCES) {
      const sum = new Float32Array(3);
      for (const word of words) {
        const idf = smoothIdf(documents, frequencies.get(word) ?? 0);
        for (const [k, sign] of narrow.row([word]).entries()) sum[k]! += idf * sign;
      }
      const row = narrow.row(words);
      for (const [k, x] of l2Normalised(sum).entries()) expect(row[k]).toBeCloseTo(x, 6);
    }
  });

  it('reads joined terms as their words, and nothing as zeros', () => {
    const hashed = new HashedWords({ documents, frequencies }, 32);
    expect(hashed.row(['onion_salt'])).toEqual(hashed.row(['onion', 'salt']));
    expect(hashed.row([])).toEqual(new Float32Array(32));
  });

  it('signs about half the words and spreads them over all places', () => {
    const hashed = new HashedWords({ documents, frequencies }, 64);
    const rows = Array.from({ length: 1000 }, (_, i) => hashed.row([`word${i}`]));
    const signs = rows.map((row) => row.reduce((sum, x) => sum + x, 0));
    expect(new Set(rows.map((row) => row.findIndex((x) => x !== 0))).size).toBe(64);
    expect(Math.abs(signs.reduce((sum, sign) => sum + sign, 0))).toBeLessThan(100);
  });
});
