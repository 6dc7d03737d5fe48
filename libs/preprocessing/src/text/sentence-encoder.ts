import type { SentenceFeature } from './sentence-feature.js';

/** The instruction sentences of one recipe. */
export interface ReadSentences {
  /** The terms of each, in order; a sentence without a word is empty. */
  readonly terms: readonly (readonly string[])[];
  /** The same sentences as they are written. */
  readonly text: readonly string[];
}

/**
 * Turns instruction sentences into rows of f_sent. Implementations are siblings of this file; a sentence that says
 * nothing to one of them is left out, and counted.
 */
export interface SentenceEncoder {
  /** Width of a row. */
  readonly dimension: number;
  /** One feature a recipe, in the order given; it does not depend on the recipes encoded along with it. */
  encode(recipes: readonly ReadSentences[]): Promise<SentenceFeature[]>;
  /** Frees what the encoder holds outside the JavaScript heap. */
  release(): Promise<void>;
}
