/** Joins the words of one term: `greek_yogurt`. */
export const TERM_JOINER = '_';

/** Longest and shortest entry that is looked for in a text, words. */
export const LONGEST_ENTRY = 4;
const SHORTEST_MATCH = 2;

/** The single words of a term: `greek_yogurt` gives `greek`, `yogurt`. */
export function wordsOfTerm(term: string): string[] {
  return term.split(TERM_JOINER);
}

/** The set of ingredient entities, 1 to 4 words each, joined by `_`. */
export class Lexicon {
  private readonly entries: ReadonlySet<string>;
  /** First word -> length of the longest entry that begins with it. */
  private readonly longestFrom = new Map<string, number>();

  constructor(entries: Iterable<string>) {
    this.entries = new Set(entries);
    for (const entry of this.entries) {
      const words = wordsOfTerm(entry);
      const first = words[0]!;
      this.longestFrom.set(first, Math.max(words.length, this.longestFrom.get(first) ?? 0));
    }
  }

  get size(): number {
    return this.entries.size;
  }

  has(term: string): boolean {
    return this.entries.has(term);
  }

  /** Joins entries inside a run of words: greedy from the left, longest (4 words) first; the rest stays. */
  termsOf(words: readonly string[]): string[] {
    const terms: string[] = [];
    for (let i = 0; i < words.length;) {
      const length = this.matchAt(words, i);
      terms.push(length === 1 ? words[i]! : words.slice(i, i + length).join(TERM_JOINER));
      i += length;
    }
    return terms;
  }

  /**
   * The longest entry, single words too, that stands anywhere in a run of words; of equally long ones the first.
   * @returns the words `start` to before `end`, undefined where there is no entry
   */
  longestIn(words: readonly string[]): { readonly start: number; readonly end: number } | undefined {
    for (let length = Math.min(LONGEST_ENTRY, words.length); length >= 1; length--) {
      for (let start = 0; start + length <= words.length; start++) {
        const end = start + length;
        if (this.entries.has(words.slice(start, end).join(TERM_JOINER))) return { start, end };
      }
    }
    return undefined;
  }

  /** Number of words of the longest entry at position `i`, 1 if there is none. */
  private matchAt(words: readonly string[], i: number): number {
    const longest = Math.min(this.longestFrom.get(words[i]!) ?? 1, LONGEST_ENTRY, words.length - i);
    for (let length = longest; length >= SHORTEST_MATCH; length--) {
      if (this.entries.has(words.slice(i, i + length).join(TERM_JOINER))) return length;
    }
    return 1;
  }
}
