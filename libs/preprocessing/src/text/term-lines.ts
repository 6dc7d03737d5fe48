import type { Recipe } from '@seje/core';
import type { CookingMatch } from './cooking-lexicon.js';
import type { CookingReader } from './cooking-reader.js';
import type { Lexicon } from './lexicon.js';
import type { IngredientLine } from './tagger/ingredient-reader.js';
import type { RatableText } from './term-rater.js';
import { wordsOf } from './words.js';

/** How much of a recipe is read; lines beyond are left out, and counted. */
export interface TextLimits {
  readonly maxIngredients: number;
  readonly maxSentences: number;
}

export interface TermReaderOptions extends TextLimits {
  /** Reads the instructions, if their cooking actions and utensils are wanted. */
  readonly cooking?: CookingReader | undefined;
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
  /** Ingredient entities found in the ingredient lines, each once, in order of first appearance. */
  readonly entities: readonly string[];
  /** What the ingredient tagger made of each ingredient line; absent where there is no tagger. */
  readonly taggedLines?: readonly IngredientLine[] | undefined;
  /** Cooking actions and utensils of the instructions, in order; empty where they are not looked for. */
  readonly cooking: readonly CookingMatch[];
  readonly leftOut: LinesLeftOut;
}

/** Turns text into terms: the same rules while fitting and at query time. */
export class TermReader {
  constructor(
    private readonly stopWords: ReadonlySet<string>,
    private readonly lexicon: Lexicon,
    private readonly options: TermReaderOptions,
  ) {}

  termsOf(line: string): string[] {
    return this.lexicon.termsOf(wordsOf(line, this.stopWords));
  }

  /** The ingredient lines that are read. */
  ingredientLines(recipe: Recipe): readonly string[] {
    return recipe.ingredients.slice(0, this.options.maxIngredients);
  }

  /** @param taggedLines `ingredientLines` as the ingredient tagger read them; absent: entities are matches of the lexicon */
  read(recipe: Recipe, taggedLines?: readonly IngredientLine[]): RecipeTerms {
    const { maxIngredients, maxSentences } = this.options;
    const title = this.termsOf(recipe.title);
    const ingredients =
      taggedLines?.map(({ terms }) => terms) ??
      this.ingredientLines(recipe).map((line) => this.termsOf(line));
    const sentences = recipe.instructions.slice(0, maxSentences).map((line) => this.readSentence(line));
    // a query of a title alone names its ingredients there
    const named = recipe.ingredients.length === 0 ? title : ingredients.flat();
    const inLexicon = (): string[] => named.filter((term) => this.lexicon.has(term));
    const entities =
      recipe.ingredients.length === 0
        ? inLexicon()
        : (taggedLines?.flatMap((line) => line.entities) ?? inLexicon());
    return {
      title,
      ingredients,
      sentences: sentences.map(({ terms }) => terms),
      entities: [...new Set(entities)],
      taggedLines,
      cooking: sentences.flatMap(({ cooking }) => cooking),
      leftOut: {
        ingredients: Math.max(0, recipe.ingredients.length - maxIngredients),
        sentences: Math.max(0, recipe.instructions.length - maxSentences),
      },
    };
  }

  /** The recipe as raters read it: the lines that `read` reads, as terms and as written. */
  ratable(recipe: Recipe, terms: RecipeTerms): RatableText {
    const { maxIngredients, maxSentences } = this.options;
    return {
      lines: termLines(terms),
      text: [
        recipe.title,
        ...recipe.ingredients.slice(0, maxIngredients),
        ...recipe.instructions.slice(0, maxSentences),
      ],
    };
  }

  private readSentence(line: string): {
    readonly terms: readonly string[];
    readonly cooking: readonly CookingMatch[];
  } {
    const { cooking } = this.options;
    return cooking === undefined
      ? { terms: this.termsOf(line), cooking: [] }
      : cooking.read(line, this.lexicon, this.stopWords);
  }
}

/** All lines in reading order: title, each ingredient, each instruction sentence. */
export function termLines(recipe: RecipeTerms): (readonly string[])[] {
  return [recipe.title, ...recipe.ingredients, ...recipe.sentences];
}

/** Key terms as the paper has them: ingredient entities, actions and utensils, each once, in order of first appearance. */
export function keyTermsOf({ entities, cooking }: RecipeTerms): Set<string> {
  return new Set([...entities, ...cooking.map(({ term }) => term)]);
}
