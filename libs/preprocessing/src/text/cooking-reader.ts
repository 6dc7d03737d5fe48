import { CookingLexicon, type CookingMatch } from './cooking-lexicon.js';
import { type Lexicon, wordsOfTerm } from './lexicon.js';
import { type PartOfSpeechTagger, type TaggedWord, openPartOfSpeechTagger } from './part-of-speech-tagger.js';
import type { CookingWords } from './text-state.js';
import { isTermWord, plainText } from './words.js';

/** Words, numbers, and the marks at which a clause ends. */
const PARTS = /[a-z]+|\d+|[.,;:!?()[\]\u2013\u2014]/g;
/** Words between two clauses, part of neither. */
const BETWEEN: ReadonlySet<string> = new Set(['and', 'or', 'then', 'but']);
const NO_CLAUSE = -1;

/** One sentence as terms, with the cooking actions and utensils among them, in order. */
export interface CookingLine {
  readonly terms: readonly string[];
  readonly cooking: readonly CookingMatch[];
}

interface ClauseWord extends TaggedWord {
  /** Number of the clause in its sentence. */
  readonly clause: number;
}

/**
 * Reads instruction sentences as terms: ingredient entities joined, cooking actions and utensils as their
 * lemmas, the other words as they are. A word inside an entity is never an action or a utensil.
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
      if (isEntity || run.at(-1)?.clause !== word.clause) {
        this.readRun(run, line);
        run = [];
      }
      if (isEntity) line.terms.push(term);
      else run.push(word);
      at += wordsOfTerm(term).length;
    }
    this.readRun(run, line);
    return line;
  }

  /** Words of one clause with no entity between them. */
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
        tagged.push(...this.tagger.tag(clause).map((word) => ({ ...word, clause: number })));
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
      if (isWord) tagged.push({ word: part, role: 'other', lemma: part, clause: NO_CLAUSE });
    }
    endClause();
    return tagged;
  }
}

export async function openCookingReader(words: CookingWords): Promise<CookingReader> {
  return new CookingReader(words, await openPartOfSpeechTagger());
}
