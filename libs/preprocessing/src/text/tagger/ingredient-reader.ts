import { LONGEST_ENTRY, type Lexicon, TERM_JOINER } from '../lexicon.js';
import { wordsOf } from '../words.js';
import type { IngredientTagger, TaggedLine } from './ingredient-tagger.js';

/**
 * What became of a line: `named` the tagger found a name in it; `rescued` it did not, but the line holds an entity
 * of the corpus; `dropped` neither.
 */
export type LineOutcome = 'named' | 'rescued' | 'dropped';

/** An ingredient line as the tagger and the lexicon read it. */
export interface IngredientLine {
  readonly text: string;
  /** The tagger's True or False. */
  readonly isIngredient: boolean;
  readonly outcome: LineOutcome;
  /** The name as it stands in the line; absent unless the outcome is `named`. */
  readonly name?: string | undefined;
  /** Entities of the line, words joined by `_`. */
  readonly entities: readonly string[];
  /** All terms of the line, those entities among them. */
  readonly terms: readonly string[];
}

/** Between the alternatives of a name: `butter or margarine`, `and/or`. */
const ALTERNATIVE = /\b(?:and\s*\/\s*)?or\b|\//giu;

/** Positions `start` to before `end` among the words of a line. */
interface WordSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The names of a line as spans of its words, one for each alternative: `salted butter or margarine` has two.
 * Names of no word, or of more than an entity may have, are left out.
 */
export function nameSpans(line: string, tagged: TaggedLine, stopWords: ReadonlySet<string>): WordSpan[] {
  if (!tagged.isIngredient || tagged.name === undefined) return [];
  const { start, end } = tagged.name;
  const breaks = [...line.slice(start, end).matchAll(ALTERNATIVE)].map(({ index, 0: text }) => ({
    from: start + index,
    to: start + index + text.length,
  }));
  const starts = [start, ...breaks.map(({ to }) => to)];
  const ends = [...breaks.map(({ from }) => from), end];
  const before = (offset: number): number => wordsOf(line.slice(0, offset), stopWords).length;
  return starts
    .map((from, i) => ({ start: before(from), end: before(ends[i]!) }))
    .filter((span) => span.end > span.start && span.end - span.start <= LONGEST_ENTRY);
}

/** The entities that the tagger finds in a line by itself: what the lexicon is collected from. */
export function taggedEntities(line: string, tagged: TaggedLine, stopWords: ReadonlySet<string>): string[] {
  const words = wordsOf(line, stopWords);
  return nameSpans(line, tagged, stopWords).map((span) => joined(words, span));
}

/**
 * SEJE's reading of ingredient lines: the names of the lines that the tagger calls True; lines that it calls False
 * are looked into again for an entity of the corpus-wide set, longest match first. So is a True line without a
 * usable name.
 */
export class IngredientReader {
  constructor(
    private readonly tagger: IngredientTagger,
    private readonly lexicon: Lexicon,
    private readonly stopWords: ReadonlySet<string>,
  ) {}

  async read(lines: readonly string[]): Promise<IngredientLine[]> {
    const tagged = await this.tagger.tag(lines);
    return lines.map((line, i) => this.readLine(line, tagged[i]!));
  }

  private readLine(text: string, tagged: TaggedLine): IngredientLine {
    const { isIngredient, name } = tagged;
    const words = wordsOf(text, this.stopWords);
    const spans = nameSpans(text, tagged, this.stopWords);
    if (spans.length > 0) {
      const written = text.slice(name!.start, name!.end);
      return { text, isIngredient, outcome: 'named', name: written, ...this.parted(words, spans) };
    }
    const match = this.lexicon.longestIn(words);
    if (match !== undefined) {
      return { text, isIngredient, outcome: 'rescued', ...this.parted(words, [match]) };
    }
    return { text, isIngredient, outcome: 'dropped', entities: [], terms: this.lexicon.termsOf(words) };
  }

  /** The spans joined, what stands between them as any other text. */
  private parted(
    words: readonly string[],
    spans: readonly WordSpan[],
  ): Pick<IngredientLine, 'entities' | 'terms'> {
    const entities = spans.map((span) => joined(words, span));
    const terms: string[] = [];
    let at = 0;
    for (const [i, { start, end }] of spans.entries()) {
      terms.push(...this.lexicon.termsOf(words.slice(at, start)), entities[i]!);
      at = end;
    }
    terms.push(...this.lexicon.termsOf(words.slice(at)));
    return { entities, terms };
  }
}

function joined(words: readonly string[], { start, end }: WordSpan): string {
  return words.slice(start, end).join(TERM_JOINER);
}
