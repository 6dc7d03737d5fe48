import { Random, matrixOf } from '@seje/core';
import { expect, it } from 'vitest';
import { nearestTerms } from './nearest-terms.js';
import { TermVectors } from './term-vectors.js';

it('finds what sorting all terms by cosine finds', () => {
  const random = Random.fromSeed(4);
  const terms = Array.from({ length: 60 }, (_, i) => `term${'x'.repeat(i)}`);
  const matrix = matrixOf(60, 6);
  matrix.data.forEach((_, i) => (matrix.data[i] = random.normal()));
  const vectors = new TermVectors(terms, matrix);
  const cosine = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, x, i) => sum + x * b[i]!, 0) / (Math.hypot(...a) * Math.hypot(...b));
  for (const term of terms.slice(0, 10)) {
    const sorted = terms
      .filter((other) => other !== term)
      .map((other) => [other, cosine(vectors.vector(term)!, vectors.vector(other)!)] as const)
      .sort(([, a], [, b]) => b - a);
    const near = nearestTerms(term, vectors, 5);
    expect(near.map((found) => found.term)).toEqual(sorted.slice(0, 5).map(([other]) => other));
    for (const [i, { similarity }] of near.entries()) expect(similarity).toBeCloseTo(sorted[i]![1], 6);
  }
  expect(nearestTerms('unheard', vectors, 5)).toEqual([]);
  expect(nearestTerms('term', vectors, 100)).toHaveLength(59);
});
