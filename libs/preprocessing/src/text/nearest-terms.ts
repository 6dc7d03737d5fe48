import { rowOf } from '@seje/core';
import type { TermVectors } from './term-vectors.js';

export interface NearTerm {
  readonly term: string;
  /** Cosine. */
  readonly similarity: number;
}

/** The terms whose vectors point most nearly where the term's embedding points, itself left out. */
export function nearestTerms(term: string, vectors: TermVectors, count: number): NearTerm[] {
  const embedding = vectors.embedding(term);
  if (embedding === undefined) return [];
  const length = Math.hypot(...embedding);
  const near: NearTerm[] = [];
  for (const [row, other] of vectors.terms.entries()) {
    if (other === term) continue;
    const similarity = cosine(embedding, rowOf(vectors.matrix, row), length);
    if (near.length === count && similarity <= near.at(-1)!.similarity) continue;
    const at = near.findIndex((held) => held.similarity < similarity);
    near.splice(at === -1 ? near.length : at, 0, { term: other, similarity });
    near.length = Math.min(near.length, count);
  }
  return near;
}

/** Cosine of two vectors, 0 where one has no length. @param length that of `a` */
function cosine(a: Float32Array, b: Float32Array, length: number): number {
  let product = 0;
  let square = 0;
  for (let i = 0; i < a.length; i++) {
    product += a[i]! * b[i]!;
    square += b[i]! * b[i]!;
  }
  const lengths = length * Math.sqrt(square);
  return lengths === 0 ? 0 : product / lengths;
}
