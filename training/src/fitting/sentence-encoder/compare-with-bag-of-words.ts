import { type Matrix, type Random, dot, l2Normalised, matrixFromRows, rowOf } from '@seje/core';
import { bagOfWordsCosine, idfWeight } from './bag-of-words.js';
import { type NextInstructionCheck, askedQuestions, nextInstructionCheck } from './next-instruction-check.js';
import type { CheckedSentences } from './read-sentences.js';

/** The next-instruction check of the encoder beside what bags of words reach on the same questions. */
export interface NextInstructionReport {
  /** Cosine of the rows of f_sent, both taken from the mean row of train sentences. */
  readonly encoder: NextInstructionCheck;
  /** Cosine of the word counts. */
  readonly bagOfWords: NextInstructionCheck;
  /** The same, each word weighted by its inverse document frequency among train sentences. */
  readonly tfIdf: NextInstructionCheck;
}

export interface ComparisonParts {
  readonly sentences: CheckedSentences;
  /** f_sent of all of them, [N, D]. */
  readonly rows: Matrix;
  /** Mean row of train sentences, [D]. */
  readonly centre: Float32Array;
  /** Train sentences that hold each word, and how many there are. */
  readonly frequencies: ReadonlyMap<string, number>;
  readonly trainSentences: number;
}

export function compareWithBagOfWords(parts: ComparisonParts, random: Random): NextInstructionReport {
  const { corpus, words } = parts.sentences;
  const pairs = corpus.pairs();
  const asked = askedQuestions(
    pairs.map((i) => ({ recipe: corpus.recipeOf(i) })),
    random,
  );
  const directions = matrixFromRows(
    words.map((_, i) => l2Normalised(rowOf(parts.rows, i).map((x, k) => x - parts.centre[k]!))),
    parts.rows.columns,
  );
  const idf = idfWeight(parts.frequencies, parts.trainSentences);
  const check = (similarity: (from: number, next: number) => number): NextInstructionCheck =>
    nextInstructionCheck(asked, (question, next) => similarity(pairs[question]!, pairs[next]! + 1));
  return {
    encoder: check((from, next) => dot(rowOf(directions, from), rowOf(directions, next))),
    bagOfWords: check((from, next) => bagOfWordsCosine(words[from]!, words[next]!)),
    tfIdf: check((from, next) => bagOfWordsCosine(words[from]!, words[next]!, idf)),
  };
}

/** Mean of the rows, [columns]. */
export function meanRow(matrix: Matrix): Float32Array {
  const sum = new Float64Array(matrix.columns);
  for (let i = 0; i < matrix.rows; i++) {
    for (const [k, x] of rowOf(matrix, i).entries()) sum[k]! += x;
  }
  return Float32Array.from(sum, (x) => x / matrix.rows);
}
