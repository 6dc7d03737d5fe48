import type { RecipeRecord } from '@seje/core';
import {
  ENGLISH_STOP_WORDS,
  Lexicon,
  type RecipeTerms,
  TERM_JOINER,
  TermReader,
  openCookingReader,
  wordNetCookingWords,
  wordsOf,
} from '@seje/preprocessing';
import { type KitchenPlan, type KitchenRecipe, kitchenRecipes } from '../data/kitchen/kitchen-recipes.js';
import { LexiconFitter } from './lexicon-fitter.js';

/** A recipe of the synthetic kitchen as key terms, beside the kitchen itself, which knows the truth. */
export interface ReadKitchenRecipe {
  readonly recipe: KitchenRecipe;
  readonly terms: RecipeTerms;
}

/** Which terms of a recipe are compared with which truth. */
export type KitchenTermKind = 'action' | 'utensil' | 'entity';

/** Whether a term that was found is the one that the truth names. */
export type SameTerm = (found: string, named: string) => boolean;

export const SAME_TERM = {
  /** The same name, word by word. */
  name: (found, named) => found === named,
  /** The same head noun. */
  head: (found, named) =>
    found === named || found.endsWith(TERM_JOINER + named) || named.endsWith(TERM_JOINER + found),
} as const satisfies Record<string, SameTerm>;

const stopWords: ReadonlySet<string> = new Set(ENGLISH_STOP_WORDS);
const LIMITS = { maxIngredients: 20, maxSentences: 20 };

/** Reads a whole kitchen, text only; entities by the lexicon that the entities of its train recipes give. */
export async function readKitchen(plan: KitchenPlan): Promise<ReadKitchenRecipe[]> {
  const recipes = [...kitchenRecipes(plan)];
  const lexicon = new LexiconFitter(stopWords);
  for (const { id, partition, text } of recipes) {
    if (partition !== 'train') continue;
    const entities = text.lines.map((line) => line.entity?.text ?? null);
    lexicon.add({ ...text, id, partition, photos: [], entities } satisfies RecipeRecord);
  }
  const reader = new TermReader(stopWords, new Lexicon(lexicon.entries(1)), {
    ...LIMITS,
    cooking: await openCookingReader(wordNetCookingWords()),
  });
  return recipes.map((recipe) => ({ recipe, terms: reader.read(recipe.text) }));
}

export interface Agreement {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Terms found beside those that the truth names, over all recipes, each term of a recipe once. */
export function agreement(
  read: readonly ReadKitchenRecipe[],
  kind: KitchenTermKind,
  same: SameTerm = SAME_TERM.name,
): Agreement {
  const counts = { right: 0, found: 0, recalled: 0, named: 0 };
  for (const { recipe, terms } of read) {
    const [ours, theirs] = [foundIn(terms, kind), namedIn(recipe, kind)];
    counts.right += ours.filter((term) => theirs.some((other) => same(term, other))).length;
    counts.recalled += theirs.filter((term) => ours.some((other) => same(other, term))).length;
    counts.found += ours.length;
    counts.named += theirs.length;
  }
  const [precision, recall] = [counts.right / counts.found, counts.recalled / counts.named];
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

function foundIn(terms: RecipeTerms, kind: KitchenTermKind): string[] {
  if (kind === 'entity') return [...terms.entities];
  return [...new Set(terms.cooking.filter((match) => match.kind === kind).map(({ term }) => term))];
}

/** The truth as terms: `stir-fry` is `stir_fry`, and its one plural, chopsticks, is a chopstick. */
function namedIn({ text }: KitchenRecipe, kind: KitchenTermKind): string[] {
  const names = {
    action: text.actions,
    utensil: text.utensils,
    entity: text.lines.flatMap(({ entity }) => entity?.text ?? []),
  }[kind];
  const terms = names.map((name) => wordsOf(name, stopWords).join(TERM_JOINER));
  return [...new Set(terms.map((term) => term.replace(/^chopsticks$/, 'chopstick')))];
}
