/**
 * Scores the terms of one recipe: the larger, the more the term says about the dish.
 * Implementations are siblings of this file; each scores every term once, in order of first appearance.
 */
export interface TermRater {
  /** @param lines the recipe's terms line by line: title, ingredients, sentences */
  rate(lines: readonly (readonly string[])[]): Map<string, number>;
}
