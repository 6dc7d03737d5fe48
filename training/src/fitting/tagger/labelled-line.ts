import { type Run, lineTokens } from '@seje/preprocessing';

/** An ingredient line as the tagger learns it. */
export interface LabelledLine {
  readonly text: string;
  /** True: it names an ingredient. */
  readonly isIngredient: boolean;
  /** The tokens of that name; absent where there is none. */
  readonly name?: Run;
}

/**
 * The first place where a name stands in a line, token by token, whatever the capitals and accents.
 * @returns undefined where it does not stand there so: `fig leaf` in `2 fig leaves`
 */
export function findName(line: string, name: string): Run | undefined {
  const tokens = lineTokens(line);
  const wanted = lineTokens(name).map(({ plain }) => plain);
  if (wanted.length === 0) return undefined;
  for (let start = 0; start + wanted.length <= tokens.length; start++) {
    if (wanted.every((word, i) => tokens[start + i]!.plain === word)) {
      return { start, end: start + wanted.length };
    }
  }
  return undefined;
}
