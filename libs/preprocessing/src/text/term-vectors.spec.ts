import { matrixOf } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { TermVectors } from './term-vectors.js';

const vectors = new TermVectors(
  ['red', 'onion', 'red_wine'],
  matrixOf(3, 2, Float32Array.of(2, 0, 0, 4, 7, 7)),
);

describe('a term embedding', () => {
  it.each([
    ['the own vector', 'onion', [0, 4]],
    ['the own vector of a joined term, whatever its words have', 'red_wine', [7, 7]],
    ['the mean of its words, where a joined term has none', 'red_onion', [1, 2]],
    ['that of the words that have one', 'crisp_red_apple', [2, 0]],
    ['a word as often as it stands there', 'red_red_onion', [4 / 3, 4 / 3].map(Math.fround)],
  ])('is %s', (_, term, expected) => {
    expect([...vectors.embedding(term)!]).toEqual(expected);
  });

  it.each(['saffron', 'crisp_apple', '', '_', 'wine', 'constructor'])('is none for "%s"', (term) => {
    expect(vectors.embedding(term)).toBeUndefined();
  });

  it('is refused where terms and rows do not belong together', () => {
    const invalid = expect.objectContaining({ code: 'VECTOR_INVALID' }) as Error;
    expect(() => new TermVectors(['a'], matrixOf(2, 1))).toThrow(invalid);
    expect(() => new TermVectors(['a', 'a'], matrixOf(2, 1))).toThrow(invalid);
  });
});
