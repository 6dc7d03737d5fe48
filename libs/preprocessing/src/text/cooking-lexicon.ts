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

/** Confirms what the tagger calls a verb or a noun: cooking actions and utensils. */
export class CookingLexicon {
  private readonly entries: Readonly<Record<CookingKind, ReadonlySet<string>>>;

  constructor({ actions, utensils }: CookingWords) {
    this.entries = { action: new Set(actions), utensil: new Set(utensils) };
  }

  /** The longest action or utensil that begins with the first of the words, which stand in one clause. */
  matchAtStart(words: readonly TaggedWord[]): CookingMatch | undefined {
    for (let length = Math.min(LONGEST_ENTRY, words.length); length >= 1; length--) {
      const span = words.slice(0, length);
      const match = this.match(span, 'action') ?? this.match(span, 'utensil');
      if (match !== undefined) return match;
    }
    return undefined;
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
    return term === undefined ? undefined : { term, kind, length: span.length };
  }
}

/** Candidates for the base form, best first. */
function lemmasOf({ word, lemma }: TaggedWord, kind: CookingKind): string[] {
  const detached = DETACHMENT[kind]
    .filter(([ending]) => word.endsWith(ending) && word.length - ending.length >= SHORTEST_VERB)
    .map(([ending, instead]) => word.slice(0, -ending.length) + instead);
  return [lemma, word, ...detached];
}
