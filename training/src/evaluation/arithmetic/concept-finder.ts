import { SejeError } from '@seje/core';
import { BACKGROUND, type Category, ENGLISH_STOP_WORDS, wordsOf } from '@seje/preprocessing';
import type { EvaluatedPair } from '../embedded-pairs.js';

/** Where the words of one recipe stand. */
interface RecipeWords {
  /** Title and category: what the dish is. */
  readonly dish: ReadonlySet<string>;
  /** Ingredient entities, or the ingredient lines where there are none. */
  readonly ingredients: ReadonlySet<string>;
}

const STOP_WORDS = new Set(ENGLISH_STOP_WORDS);

/**
 * Finds the recipes of a concept such as "apple muffin". The last word names the dish: it must stand in the
 * title or the category, where any recipe has it there. The words before it may also be ingredients. Plural
 * and singular are the same word.
 */
export class ConceptFinder {
  private readonly words: readonly RecipeWords[];

  constructor(pairs: readonly EvaluatedPair[], categories: readonly Category[]) {
    const names = new Map(categories.map(({ number, name }) => [number, name]));
    this.words = pairs.map(({ recipe, category }) => {
      const name = category === BACKGROUND.number ? '' : (names.get(category) ?? '');
      const entities = recipe.entities?.map((entity) => entity ?? '') ?? recipe.ingredients;
      return {
        dish: new Set(conceptWords(`${recipe.title} ${name}`)),
        ingredients: new Set(conceptWords(entities.join(' '))),
      };
    });
  }

  /** Rows of the pairs that are of the concept, at least one. @throws SejeError DATA_EMPTY */
  rowsOf(concept: string): number[] {
    const words = conceptWords(concept);
    const last = words.at(-1);
    const isDish = last !== undefined && this.words.some(({ dish }) => dish.has(last));
    const rows = [...this.words.keys()].filter((row) => {
      const { dish, ingredients } = this.words[row]!;
      return words.every((word) => dish.has(word) || (ingredients.has(word) && !(isDish && word === last)));
    });
    if (words.length > 0 && rows.length > 0) return rows;
    throw new SejeError('DATA_EMPTY', {
      message: `No recipe is of the concept "${concept}"`,
      expected: 'words that stand together in the title, category and ingredients of some recipe',
      found: `${rows.length === 0 ? 0 : 'no word, and so all'} of ${this.words.length} recipes`,
      remedy: 'Name another dish, or look among more recipes: --partition all.',
    });
  }
}

function conceptWords(text: string): string[] {
  return wordsOf(text.replaceAll('_', ' '), STOP_WORDS).map(singular);
}

/** Rough, and the same for the concept and the recipe, which is all that counts: berries, potatoes, cookie(s). */
function singular(word: string): string {
  const one = /[^su]s$/u.test(word) ? word.slice(0, -1) : word;
  return one.length > 3 ? one.replace(/ie$/u, 'y').replace(/oe$/u, 'o') : one;
}
