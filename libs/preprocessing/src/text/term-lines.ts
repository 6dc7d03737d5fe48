import type { Recipe } from '@seje/core';
import type { Lexicon } from './lexicon.js';
import { wordsOf } from './words.js';

/** How much of a recipe is read; lines beyond are left out, and counted. */
export interface TextLimits {
  readonly maxIngredients: number;
  readonly maxSentences: number;
}

/** Lines of a recipe beyond the limits. */
export interface LinesLeftOut {
  readonly ingredients: number;
  readonly sentences: number;
}

/** A recipe as terms, line by line; a line without a word is an empty array, so that lines stay aligned. */
export interface RecipeTerms {
  readonly title: readonly string[];
  readonly ingredients: readonly (readonly string[])[];
  readonly sentences: readonly (readonly string[])[];
  readonly leftOut: LinesLeftOut;
}

/** Turns text into terms: the same rules while fitting and at query time. */
export class TermReader {
  constructor(
    private readonly stopWords: ReadonlySet<string>,
    private readonly lexicon: Lexicon,
    private readonly limits: TextLimits,
  ) {}

  termsOf(line: string): string[] {
    return this.lexicon.termsOf(wordsOf(line, this.stopWords));
  }

  read(recipe: Recipe): RecipeTerms {
    const { maxIngredients, maxSentences } = this.limits;
    const terms = (line: string): string[] => this.termsOf(line);
    return {
      title: terms(recipe.title),
      ingredients: recipe.ingredients.slice(0, maxIngredients).map(terms),
      sentences: recipe.instructions.slice(0, maxSentences).map(terms),
      leftOut: {
        ingredients: Math.max(0, recipe.ingredients.length - maxIngredients),
        sentences: Math.max(0, recipe.instructions.length - maxSentences),
      },
    };
  }
}

/** All lines in reading order: title, each ingredient, each instruction sentence. */
export function termLines(recipe: RecipeTerms): (readonly string[])[] {
  return [recipe.title, ...recipe.ingredients, ...recipe.sentences];
}
