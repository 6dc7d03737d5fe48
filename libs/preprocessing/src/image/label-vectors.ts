import { type Matrix, matrixFromRows } from '@seje/core';
import { TERM_JOINER } from '../text/lexicon.js';
import type { TermVectors } from '../text/term-vectors.js';
import { wordsOf } from '../text/words.js';

export interface LabelVectors {
  /** Row i is f_cat of label i, [labels, Dc]; zeros where no word of the label has a vector. */
  readonly matrix: Matrix;
  /** Labels whose rows are zeros. */
  readonly unknown: readonly string[];
}

/**
 * f_cat of each label: the term vector of its words joined by `_`, else the mean of the vectors of those of
 * its words that have one (SEJE, section 3.2).
 * @param stopWords left out of labels as they are of all text
 */
export function labelVectors(
  labels: readonly string[],
  vectors: TermVectors,
  stopWords: ReadonlySet<string>,
): LabelVectors {
  const unknown: string[] = [];
  const rows = labels.map((label) => {
    const embedding = vectors.embedding(wordsOf(label, stopWords).join(TERM_JOINER));
    if (embedding === undefined) unknown.push(label);
    return embedding ?? new Float32Array(vectors.dimension);
  });
  return { matrix: matrixFromRows(rows, vectors.dimension), unknown };
}
