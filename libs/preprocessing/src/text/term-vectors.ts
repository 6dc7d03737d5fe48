import { type Matrix, SejeError, rowOf } from '@seje/core';
import { TERM_JOINER, wordsOfTerm } from './lexicon.js';

/** Term embeddings, one row a term. */
export class TermVectors {
  private readonly rows = new Map<string, number>();

  /**
   * @param terms row i's name; each once
   * @param matrix [terms.length, dimension], finite numbers
   * @throws SejeError VECTOR_INVALID
   */
  constructor(
    readonly terms: readonly string[],
    readonly matrix: Matrix,
  ) {
    for (const [row, term] of terms.entries()) this.rows.set(term, row);
    if (terms.length !== matrix.rows || this.rows.size !== terms.length) {
      throw new SejeError('VECTOR_INVALID', {
        message: 'Term vectors and their terms do not belong together',
        expected: `${matrix.rows} terms, each once`,
        found: `${terms.length} terms, ${this.rows.size} different ones`,
      });
    }
  }

  get dimension(): number {
    return this.matrix.columns;
  }

  get size(): number {
    return this.terms.length;
  }

  /** The term's own vector, a view of [dimension]. */
  vector(term: string): Float32Array | undefined {
    const row = this.rows.get(term);
    return row === undefined ? undefined : rowOf(this.matrix, row);
  }

  /**
   * The term's own vector; where a joined term has none, the mean of those of its words that have
   * one; else undefined. [dimension]
   */
  embedding(term: string): Float32Array | undefined {
    const own = this.vector(term);
    if (own !== undefined || !term.includes(TERM_JOINER)) return own;
    const ofWords = wordsOfTerm(term)
      .map((word) => this.vector(word))
      .filter((vector) => vector !== undefined);
    return ofWords.length === 0 ? undefined : meanOf(ofWords, this.dimension);
  }
}

/** Mean of vectors, summed in float64. [dimension] */
export function meanOf(vectors: readonly Float32Array[], dimension: number): Float32Array {
  const sum = new Float64Array(dimension);
  for (const vector of vectors) {
    for (let i = 0; i < dimension; i++) sum[i]! += vector[i]!;
  }
  const mean = new Float32Array(dimension);
  for (let i = 0; i < dimension; i++) mean[i] = sum[i]! / vectors.length;
  return mean;
}
