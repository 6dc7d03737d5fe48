import { type TermVectors, meanOf } from './term-vectors.js';

export interface SentenceFeature {
  /** f_sent, [count x dimension]; one row of zeros where no sentence has an embedding. */
  readonly rows: Float32Array;
  readonly count: number;
  /** Sentences none of whose terms has an embedding: left out. */
  readonly skipped: number;
}

/** f_sent as the mean term embedding of each sentence; a term that occurs twice counts twice. */
export function sentenceFeature(
  sentences: readonly (readonly string[])[],
  vectors: TermVectors,
): SentenceFeature {
  const means = sentences
    .map((terms) => terms.map((term) => vectors.embedding(term)).filter((vector) => vector !== undefined))
    .filter((embeddings) => embeddings.length > 0)
    .map((embeddings) => meanOf(embeddings, vectors.dimension));
  const count = Math.max(1, means.length);
  const rows = new Float32Array(count * vectors.dimension);
  for (const [i, mean] of means.entries()) rows.set(mean, i * vectors.dimension);
  return { rows, count, skipped: sentences.length - means.length };
}
