/** One recipe as a rater reads it. */
export interface RatableText {
  /** The terms line by line: title, ingredients, sentences; a line without a word is empty. */
  readonly lines: readonly (readonly string[])[];
  /** The same lines as they are written. */
  readonly text: readonly string[];
}

/**
 * Scores the terms of recipes: the larger, the more the term says about its dish; never negative.
 * Implementations are siblings of this file; each scores every term of a recipe once, in order of
 * first appearance, and a recipe's scores do not depend on the recipes rated along with it.
 */
export interface TermRater {
  /** One map a recipe, in the order given. */
  rate(recipes: readonly RatableText[]): Promise<Map<string, number>[]>;
  /** Frees what the rater holds outside the JavaScript heap. */
  release(): Promise<void>;
}
