import type { Recipe } from '@seje/core';
import type { IngredientReader } from './tagger/ingredient-reader.js';
import type { RecipeTerms, TermReader } from './term-lines.js';

/** Reads recipes as terms, with the ingredient tagger where there is one. */
export class RecipeReader {
  /** @param ingredients absent: entities are matches of the lexicon */
  constructor(
    private readonly terms: TermReader,
    private readonly ingredients: IngredientReader | undefined,
  ) {}

  /** Together, which the tagger does faster than one by one. */
  async read(recipes: readonly Recipe[]): Promise<RecipeTerms[]> {
    if (this.ingredients === undefined) return recipes.map((recipe) => this.terms.read(recipe));
    const lines = recipes.map((recipe) => this.terms.ingredientLines(recipe));
    const read = await this.ingredients.read(lines.flat());
    let next = 0;
    return recipes.map((recipe, i) => this.terms.read(recipe, read.slice(next, (next += lines[i]!.length))));
  }
}
