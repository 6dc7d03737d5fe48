import type { TermVectors } from './term-vectors.js';

export interface TermFeature {
  /** f_term, [dimension]; zeros where no term has an embedding. */
  readonly vector: Float32Array;
  /** Terms that have an embedding. */
  readonly known: number;
  /** Of these, joined terms that have it from their words. */
  readonly fromWords: number;
  /** Terms that have none, in order of first appearance: left out of both sums. */
  readonly unknown: readonly string[];
}

/** f_term = sum of rating x embedding / sum of ratings, over the terms that have an embedding. */
export function termFeature(ratings: ReadonlyMap<string, number>, vectors: TermVectors): TermFeature {
  const sum = new Float64Array(vectors.dimension);
  const unknown: string[] = [];
  let total = 0;
  let fromWords = 0;
  for (const [term, rating] of ratings) {
    const embedding = vectors.embedding(term);
    if (embedding === undefined) {
      unknown.push(term);
      continue;
    }
    if (vectors.vector(term) === undefined) fromWords++;
    total += rating;
    for (let i = 0; i < sum.length; i++) sum[i]! += rating * embedding[i]!;
  }
  return {
    vector: Float32Array.from(sum, (x) => (total === 0 ? 0 : x / total)),
    known: ratings.size - unknown.length,
    fromWords,
    unknown,
  };
}
