import { type Run, bestRun } from '@seje/preprocessing';

/** How well names and lines are found. Shares, 0 to 1; NaN where there is nothing to count. */
export interface TaggerScores {
  /** Lines whose name is known. */
  readonly namedLines: number;
  /** Of the words of the names: harmonic mean of precision and recall. */
  readonly wordF1: number;
  /** Share of the lines with a known name whose words are all right. */
  readonly wholeLine: number;
  /** Share of the lines that are ingredients and found to be. */
  readonly ingredientsFound: number;
  /** Share of the lines that are none and found to be none. */
  readonly othersFound: number;
}

/** One line's truth and what the tagger made of it. */
export interface JudgedLine {
  readonly isIngredient: boolean;
  readonly name?: Run | undefined;
  /** Log odds of each token. */
  readonly nameLogits: ArrayLike<number>;
  /** Log odds of the line. */
  readonly lineLogit: number;
}

export function taggerScores(lines: Iterable<JudgedLine>): TaggerScores {
  const words = { right: 0, found: 0, there: 0 };
  const whole = { right: 0, all: 0 };
  const ingredients = { right: 0, all: 0 };
  const others = { right: 0, all: 0 };
  for (const { isIngredient, name, nameLogits, lineLogit } of lines) {
    const kind = isIngredient ? ingredients : others;
    kind.all++;
    if (lineLogit > 0 === isIngredient) kind.right++;
    if (name === undefined) continue;
    const found = bestRun(nameLogits) ?? { start: 0, end: 0 };
    const overlap = Math.max(0, Math.min(found.end, name.end) - Math.max(found.start, name.start));
    words.right += overlap;
    words.found += found.end - found.start;
    words.there += name.end - name.start;
    whole.all++;
    if (found.start === name.start && found.end === name.end) whole.right++;
  }
  return {
    namedLines: whole.all,
    wordF1: (2 * words.right) / (words.found + words.there),
    wholeLine: whole.right / whole.all,
    ingredientsFound: ingredients.right / ingredients.all,
    othersFound: others.right / others.all,
  };
}
