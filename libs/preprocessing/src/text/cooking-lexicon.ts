import { WORDNET_ACTIONS, WORDNET_UTENSILS } from './cooking-lexicon.data.js';
import { TERM_JOINER } from './lexicon.js';
import type { TaggedWord, WordRole } from './part-of-speech-tagger.js';
import type { CookingWords } from './text-state.js';

/** What training puts into the text state: derived from WordNet, see training/lexicon. */
export function wordNetCookingWords(): CookingWords {
  return { actions: WORDNET_ACTIONS.trim().split(/\s+/), utensils: WORDNET_UTENSILS.trim().split(/\s+/) };
}

export type CookingKind = 'action' | 'utensil';

export interface CookingMatch {
  /** The lemma: `stir_fry` for "stir-frying". */
  readonly term: string;
  readonly kind: CookingKind;
  /** Words that it covers. */
  readonly length: number;
}

/** Longest entry that is looked for, words. */
const LONGEST_ENTRY = 3;
const SHORTEST_VERB = 2;
/** Measures that share a utensil's name: `a cup of water`. They count only after an -ing form: `measuring cup`. */
const MEASURES: ReadonlySet<string> = new Set(['cup', 'tablespoon', 'teaspoon']);

/** WordNet's detachment rules (morphy(7WN)): ending, what stands for it in the lemma. */
const DETACHMENT: Readonly<Record<CookingKind, readonly (readonly [string, string])[]>> = {
  action: [
    ['ies', 'y'],
    ['es', 'e'],
    ['es', ''],
    ['s', ''],
    ['ed', 'e'],
    ['ed', ''],
    ['ing', 'e'],
    ['ing', ''],
  ],
  utensil: [
    ['ies', 'y'],
    ['ves', 'fe'],
    ['es', ''],
    ['s', ''],
  ],
};

/** A word of a clause, as far as its place decides what it is. */
export interface PlacedWord extends TaggedWord {
  /** Position in its clause, words that count nowhere included: neighbours differ by 1. */
  readonly at: number;
  /** An ingredient: no action or utensil of its own, but it may name a utensil's kind: `rice cooker`. */
  readonly isEntity: boolean;
}

/** Confirms what the tagger calls a verb or a noun: cooking actions and utensils. */
export class CookingLexicon {
  private readonly entries: Readonly<Record<CookingKind, ReadonlySet<string>>>;

  constructor({ actions, utensils }: CookingWords) {
    this.entries = { action: new Set(actions), utensil: new Set(utensils) };
  }

  /**
   * The longest action or utensil that begins with the first of the words, which stand in one clause: an entry,
   * or a compound of modifiers and a utensil.
   */
  matchAtStart(words: readonly PlacedWord[]): CookingMatch | undefined {
    for (let length = Math.min(LONGEST_ENTRY, words.length); length >= 1; length--) {
      const span = words.slice(0, length);
      if (span.at(-1)!.isEntity || !adjoin(span)) continue;
      const match = this.match(span, 'action') ?? this.match(span, 'utensil') ?? this.compound(span);
      if (match !== undefined) return match;
    }
    return undefined;
  }

  /**
   * A utensil with one or two words right before it that say which kind: `baking dish`, `salad spinner`. Its
   * head is a utensil of the lexicon, or does as an agent noun what an action of it says.
   */
  private compound(span: readonly PlacedWord[]): CookingMatch | undefined {
    const head = span.at(-1)!;
    const modifiers = span.slice(0, -1);
    const name = modifiers.every(({ modifies, isEntity }) => modifies || isEntity);
    if (modifiers.length === 0 || !name) return undefined;
    const lemmas = lemmasOf(head, 'utensil');
    const isVerb = this.entries.action.has(head.word) && head.beforeObject; // `in a bowl whisk the eggs`
    if (isVerb || head.role === 'other') return undefined;
    const utensil =
      lemmas.find((lemma) => this.entries.utensil.has(lemma)) ??
      (head.role === 'noun' ? lemmas.find((lemma) => this.isAgent(lemma)) : undefined);
    if (utensil === undefined || (MEASURES.has(utensil) && !modifiers.at(-1)!.word.endsWith('ing')))
      return undefined;
    const term = [...modifiers.map(({ word }) => word), utensil].join(TERM_JOINER);
    return { term, kind: 'utensil', length: span.length };
  }

  /** Whether the noun is made of an action with -er: `spinner`, `fryer`, `slicer`. */
  private isAgent(noun: string): boolean {
    const stem = /^(.*[a-z]{2})er$/.exec(noun)?.[1];
    if (stem === undefined) return false;
    const single = stem.at(-1) === stem.at(-2) ? stem.slice(0, -1) : stem;
    return [stem, `${stem}e`, single].some((verb) => this.entries.action.has(verb));
  }

  /** An action's verb may be any of its words (`stir fry`, `deep fry`), a utensil's noun is its last. */
  private match(span: readonly TaggedWord[], kind: CookingKind): CookingMatch | undefined {
    const last = span.at(-1)!;
    const has = (role: WordRole): boolean => span.some((word) => word.role === role);
    if (kind === 'action' ? !has('verb') : last.role !== 'noun') return undefined;
    const before = span.slice(0, -1).map(({ word }) => word);
    const term = lemmasOf(last, kind)
      .map((lemma) => [...before, lemma].join(TERM_JOINER))
      .find((candidate) => this.entries[kind].has(candidate));
    if (term === undefined || (kind === 'utensil' && MEASURES.has(term))) return undefined;
    return { term, kind, length: span.length };
  }
}

/** Whether no other word stands between them. */
function adjoin(span: readonly PlacedWord[]): boolean {
  return span.every(({ at }, i) => at === span[0]!.at + i);
}

/** Candidates for the base form, best first. */
function lemmasOf({ word, lemma }: TaggedWord, kind: CookingKind): string[] {
  const detached = DETACHMENT[kind]
    .filter(([ending]) => word.endsWith(ending) && word.length - ending.length >= SHORTEST_VERB)
    .map(([ending, instead]) => word.slice(0, -ending.length) + instead);
  return [lemma, word, ...detached];
}
