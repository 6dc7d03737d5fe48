import { TERM_JOINER, wordsOfTerm } from './lexicon.js';
import type { EncoderInput } from './sentence-feature.js';

/** A sentence as the sentence encoder `lstm` reads it. */
export interface SentenceWords extends EncoderInput {
  /** Words that have no number of their own. */
  readonly unknown: number;
}

/**
 * Numbers the words of instruction sentences: the row of the term's vector; for a joined term without one, the rows
 * of its words; else one number for everything unknown. Stop words are no terms and so are not read.
 */
export class SentenceVocabulary {
  private readonly rows = new Map<string, number>();

  /** @param terms names of the term vectors, row by row. @param maxWords words of a sentence that are read */
  constructor(
    readonly terms: readonly string[],
    readonly maxWords: number,
  ) {
    for (const [row, term] of terms.entries()) this.rows.set(term, row);
  }

  /** The number of every word that has none of its own; the next one is the end of a sentence. */
  get unknown(): number {
    return this.terms.length;
  }

  /** Absent where no word of the sentence is known. */
  read(terms: readonly string[]): SentenceWords | undefined {
    const ids = terms.flatMap((term) => this.idsOf(term));
    if (ids.every((id) => id === this.unknown)) return undefined;
    const read = ids.slice(0, this.maxWords);
    return {
      ids: read,
      cut: ids.length > this.maxWords,
      unknown: read.filter((id) => id === this.unknown).length,
    };
  }

  private idsOf(term: string): number[] {
    const own = this.rows.get(term);
    if (own !== undefined) return [own];
    const ofWords = term.includes(TERM_JOINER)
      ? wordsOfTerm(term)
          .map((word) => this.rows.get(word))
          .filter((row) => row !== undefined)
      : [];
    return ofWords.length > 0 ? ofWords : [this.unknown];
  }
}
