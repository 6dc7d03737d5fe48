import { plainText } from '../words.js';

/** A number, a range or a fraction is one token; so is a word without its hyphens, and each mark. */
export type TokenKind = 'word' | 'number' | 'mark';

/** A token of an ingredient line. */
export interface LineToken {
  /** In plain letters, lower case: what is compared and looked up. */
  readonly plain: string;
  readonly kind: TokenKind;
  /** Where it stands in the line: `line.slice(start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** `1`, `0.5`, `1,000`, `1/2`, `1½`, `½`, and the `#1$2` that data sets write for 1/2. */
const AMOUNT = String.raw`(?:#?\d+(?:[.,/$\u2044]\d+)*[\u00bc-\u00be\u2150-\u215e]?|[\u00bc-\u00be\u2150-\u215e])`;
const TOKENS = new RegExp(
  [
    `(?<number>${AMOUNT}(?:[-\u2013]${AMOUNT})?)`,
    String.raw`(?<word>\p{L}[\p{L}\p{M}]*(?:['\u2019]\p{L}[\p{L}\p{M}]*)*)`,
    String.raw`[^\s\p{M}]`,
  ].join('|'),
  'gu',
);

/**
 * The tokens of an ingredient line, marks included: `1½ cups all-purpose flour (2-3 oz)` gives
 * `1½ | cups | all | - | purpose | flour | ( | 2-3 | oz | )`.
 */
export function lineTokens(line: string): LineToken[] {
  return [...line.matchAll(TOKENS)].map((match) => ({
    plain: plainText(match[0]),
    kind: kindOf(match.groups!),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function kindOf({ number, word }: Readonly<Record<string, string | undefined>>): TokenKind {
  if (number !== undefined) return 'number';
  return word === undefined ? 'mark' : 'word';
}
