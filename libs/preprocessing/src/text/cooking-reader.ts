import { CookingLexicon, type CookingMatch, type PlacedWord } from './cooking-lexicon.js';
import { type Lexicon, wordsOfTerm } from './lexicon.js';
import { type PartOfSpeechTagger, openPartOfSpeechTagger } from './part-of-speech-tagger.js';
import type { CookingWords } from './text-state.js';
import { isTermWord, plainText } from './words.js';

/** Words, numbers, and the marks at which a clause ends. */
const PARTS = /[a-z]+|\d+|[.,;:!?&()[\]\u2013\u2014]/g;
/** Words between two clauses, part of neither. */
const BETWEEN: ReadonlySet<string> = new Set(['and', 'or', 'then', 'but']);

/** One sentence as terms, with the cooking actions and utensils among them, in order. */
export interface CookingLine {
  readonly terms: readonly string[];
  readonly cooking: readonly CookingMatch[];
}

interface ClauseWord extends PlacedWord {
  /** Number of the clause in its sentence. */
  readonly clause: number;
}

const BETWEEN_CLAUSES = {
  role: 'other',
  modifies: false,
  beforeObject: false,
  isEntity: false,
  at: 0,
  clause: -1,
} as const;

/**
 * Reads instruction sentences as terms: ingredient entities joined, cooking actions and utensils as their
 * lemmas, the other words as they are. A word inside an entity is never an action or a utensil, but an entity of
 * one word may say which kind of utensil is meant (`rice cooker`).
 */
export class CookingReader {
  private readonly lexicon: CookingLexicon;

  constructor(
    words: CookingWords,
    private readonly tagger: PartOfSpeechTagger,
  ) {
    this.lexicon = new CookingLexicon(words);
  }

  read(sentence: string, entities: Lexicon, stopWords: ReadonlySet<string>): CookingLine {
    const words = this.tagged(sentence).filter(
      ({ word }) => /[a-z]/.test(word) && isTermWord(word, stopWords),
    );
    const line: { terms: string[]; cooking: CookingMatch[] } = { terms: [], cooking: [] };
    let run: ClauseWord[] = [];
    let at = 0;
    for (const term of entities.termsOf(words.map(({ word }) => word))) {
      const word = words[at]!;
      const isEntity = entities.has(term);
      const { length } = wordsOfTerm(term);
      const splits = isEntity && length > 1;
      if (splits || run.at(-1)?.clause !== word.clause) {
        this.readRun(run, line);
        run = [];
      }
      if (splits) line.terms.push(term);
      else run.push({ ...word, isEntity });
      at += length;
    }
    this.readRun(run, line);
    return line;
  }

  /** Words of one clause with no joined entity between them. */
  private readRun(run: readonly ClauseWord[], line: { terms: string[]; cooking: CookingMatch[] }): void {
    for (let at = 0; at < run.length;) {
      const match = this.lexicon.matchAtStart(run.slice(at));
      line.terms.push(match?.term ?? run[at]!.word);
      if (match !== undefined) line.cooking.push(match);
      at += match?.length ?? 1;
    }
  }

  private tagged(sentence: string): ClauseWord[] {
    const tagged: ClauseWord[] = [];
    let clause: string[] = [];
    let number = 0;
    const endClause = (): void => {
      if (clause.length > 0) {
        const words = this.tagger.tag(clause);
        tagged.push(...words.map((word, at) => ({ ...word, at, isEntity: false, clause: number })));
        number++;
      }
      clause = [];
    };
    for (const part of plainText(sentence).match(PARTS) ?? []) {
      const isWord = /[a-z0-9]/.test(part);
      if (isWord && !BETWEEN.has(part)) {
        clause.push(part);
        continue;
      }
      endClause();
      if (isWord) tagged.push({ ...BETWEEN_CLAUSES, word: part, lemma: part });
    }
    endClause();
    return tagged;
  }
}

export async function openCookingReader(words: CookingWords): Promise<CookingReader> {
  return new CookingReader(words, await openPartOfSpeechTagger());
}
