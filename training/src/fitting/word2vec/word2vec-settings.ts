/** word2vec's settings, with Google's names. */
export interface Word2VecSettings {
  /** -size */
  readonly dimension: number;
  /** -window: terms to either side; each position draws a width from 1 to this. */
  readonly window: number;
  /** -iter: passes over the corpus. */
  readonly iterations: number;
  /** -alpha: first step size. */
  readonly learningRate: number;
  /** Last step size; it falls linearly with the tokens read. */
  readonly lastLearningRate: number;
  /** -sample: terms with a larger share of the corpus than this are partly passed over; 0 keeps all. */
  readonly subSample: number;
}

export const WORD2VEC_DEFAULTS = {
  learningRate: 0.025,
  lastLearningRate: 1e-4,
  subSample: 0,
} as const satisfies Partial<Word2VecSettings>;
