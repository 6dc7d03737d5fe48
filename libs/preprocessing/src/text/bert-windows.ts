import { wordsOfTerm } from './lexicon.js';
import type { RatableText } from './term-rater.js';
import { isTermWord } from './words.js';

/** A token that belongs to no term: punctuation, numbers, stop words. */
export const NO_TERM = -1;

/** Sub-word tokens that go through the encoder together. */
export interface Window {
  readonly ids: readonly number[];
  /** For each token the number of its term in `terms`, or NO_TERM. */
  readonly owners: readonly number[];
}

export interface WindowedText {
  /** The recipe's terms, each once, in order of first appearance. */
  readonly terms: readonly string[];
  readonly windows: readonly Window[];
}

export interface WindowOptions {
  /** Sub-word tokens of a piece of text, without special ones. */
  readonly tokenize: (piece: string) => readonly number[];
  readonly stopWords: ReadonlySet<string>;
  /** Most tokens in a window. */
  readonly maxTokens: number;
}

/**
 * Sub-word to term alignment. The words that became terms are tokenized one by one, as BERT's own
 * pre-tokenizer would part them, so that each token is known to belong to its term; a joined term owns the
 * tokens of all its words. Lines follow each other in windows; one that is too long for a window goes on in
 * the next.
 */
export function windowsOf({ lines, text }: RatableText, options: WindowOptions): WindowedText {
  const numbers = new Map<string, number>();
  const windows: { ids: number[]; owners: number[] }[] = [];
  let window: { ids: number[]; owners: number[] } | undefined;
  for (const [i, line] of text.entries()) {
    const tokens = lineTokens(line, lines[i] ?? [], { ...options, numbers });
    if (window === undefined || window.ids.length + tokens.length > options.maxTokens) window = undefined;
    for (const { id, owner } of tokens) {
      if (window === undefined || window.ids.length === options.maxTokens) {
        window = { ids: [], owners: [] };
        windows.push(window);
      }
      window.ids.push(id);
      window.owners.push(owner);
    }
  }
  return { terms: [...numbers.keys()], windows };
}

interface Token {
  readonly id: number;
  readonly owner: number;
}

function lineTokens(
  line: string,
  terms: readonly string[],
  { tokenize, stopWords, numbers }: WindowOptions & { readonly numbers: Map<string, number> },
): Token[] {
  // one owner for each word of the line that is no stop word
  const owners = terms.flatMap((term) => {
    const number = numbers.get(term) ?? numbers.size;
    numbers.set(term, number);
    return wordsOfTerm(term).map(() => number);
  });
  // the letters that `plainText` keeps, upper case left to the tokenizer
  const pieces =
    line
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .match(/[a-z]+|[^a-z\s]+/gi) ?? [];
  let next = 0;
  return pieces.flatMap((piece) => {
    const isTerm = /^[a-z]/i.test(piece) && isTermWord(piece.toLowerCase(), stopWords);
    const owner = isTerm ? (owners[next++] ?? NO_TERM) : NO_TERM;
    return tokenize(piece).map((id) => ({ id, owner }));
  });
}
