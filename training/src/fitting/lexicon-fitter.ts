import type { RecipeRecord } from '@seje/core';
import { LONGEST_ENTRY, TERM_JOINER, wordsOf } from '@seje/preprocessing';
import { ingredientPhrase } from './ingredient-phrase.js';

/**
 * Collects the set of ingredient entities over the train partition. A recipe that carries the data
 * set's own entities (`det_ingrs.json`) gives those; any other gives the phrase that
 * `ingredientPhrase` finds in each line.
 */
export class LexiconFitter {
  private readonly counts = new Map<string, number>();
  private without = 0;

  constructor(private readonly stopWords: ReadonlySet<string>) {}

  add(recipe: RecipeRecord): void {
    const phrases =
      recipe.entities?.map((entity) => this.entityWords(entity)) ??
      recipe.ingredients.map((line) => ingredientPhrase(line, this.stopWords));
    for (const phrase of phrases) this.addLine(phrase.length === 0 ? [] : [phrase.join(TERM_JOINER)]);
  }

  /** One line with the entities that were found in it by other means. */
  addLine(entities: readonly string[]): void {
    if (entities.length === 0) this.without++;
    for (const entity of entities) this.counts.set(entity, (this.counts.get(entity) ?? 0) + 1);
  }

  /** Ingredient lines that gave no entity of 1 to 4 words. */
  get linesWithoutEntity(): number {
    return this.without;
  }

  /** Different entities, rare ones included. */
  get candidates(): number {
    return this.counts.size;
  }

  /** The entities seen at least `minCount` times, in alphabetical order. */
  entries(minCount: number): string[] {
    return [...this.counts]
      .filter(([, count]) => count >= minCount)
      .map(([entity]) => entity)
      .sort();
  }

  private entityWords(entity: string | null): string[] {
    const found = entity === null ? [] : wordsOf(entity, this.stopWords);
    return found.length <= LONGEST_ENTRY ? found : [];
  }
}
