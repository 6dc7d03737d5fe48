import { type NearTerm, nearestTerms } from './nearest-terms.js';
import type { Category } from './recipe-categories.js';
import { termFeature } from './term-feature.js';
import type { RecipeTerms } from './term-lines.js';
import type { TermVectors } from './term-vectors.js';
import type { EntitiesState, KeyTermsState, RaterState, SentencesState } from './text-state.js';

export interface RatedTerm {
  readonly term: string;
  /** Share of the sum over the key terms that have an embedding. */
  readonly rating: number;
  /** Terms whose vectors are nearest, nearest first. */
  readonly nearest: readonly NearTerm[];
}

/** What Phase I made of a recipe's text, and why. */
export interface TextExplanation {
  readonly settings: {
    readonly rater: RaterState['name'];
    readonly keyTerms: KeyTermsState['name'];
    /** What makes the rows of f_sent. */
    readonly sentences: SentencesState['name'];
    /** What finds the ingredient entities. */
    readonly entities: EntitiesState['name'];
  };
  /** Ingredient entities of the ingredient lines, each once, in order of first appearance; so are the next two. */
  readonly entities: readonly string[];
  readonly actions: readonly string[];
  readonly utensils: readonly string[];
  /** Every key term that has an embedding with its rating scaled to sum to 1, highest first. */
  readonly ratings: readonly RatedTerm[];
  /** Key terms without an embedding, in order of first appearance. */
  readonly unknownTerms: readonly string[];
  /** By the title; absent where the bundle knows no categories. */
  readonly category?: Category | undefined;
  /** The terms line by line, and what the ingredient tagger, if there is one, made of each ingredient line. */
  readonly lines: Pick<RecipeTerms, 'title' | 'ingredients' | 'taggedLines' | 'sentences' | 'leftOut'>;
}

/** Neighbours shown of each key term. */
const NEAREST = 5;

export function explanationOf({
  settings,
  terms,
  ratings,
  vectors,
  category,
}: {
  readonly settings: TextExplanation['settings'];
  readonly terms: RecipeTerms;
  readonly ratings: ReadonlyMap<string, number>;
  readonly vectors: TermVectors;
  readonly category: Category | undefined;
}): TextExplanation {
  const unknownTerms = termFeature(ratings, vectors).unknown;
  const known = [...ratings].filter(([term]) => !unknownTerms.includes(term));
  const total = known.reduce((sum, [, rating]) => sum + rating, 0);
  const { entities, cooking, title, ingredients, taggedLines, sentences, leftOut } = terms;
  const ofKind = (kind: 'action' | 'utensil'): string[] => [
    ...new Set(cooking.filter((match) => match.kind === kind).map(({ term }) => term)),
  ];
  return {
    settings,
    entities,
    actions: ofKind('action'),
    utensils: ofKind('utensil'),
    ratings: known
      .map(([term, rating]) => ({
        term,
        rating: total === 0 ? 0 : rating / total,
        nearest: nearestTerms(term, vectors, NEAREST),
      }))
      .sort((a, b) => b.rating - a.rating),
    unknownTerms,
    category,
    lines: { title, ingredients, taggedLines, sentences, leftOut },
  };
}
