import { Random } from '@seje/core';
import type { DishTruth } from './kitchen-truth.js';

/** v(a) - v(b) + v(c) whose answer exists: dishes of kind `to` with the main ingredient of a. */
export interface Triple {
  /** Main ingredient that is carried over. */
  readonly ingredient: string;
  /** Kind of dish of a and b. */
  readonly from: string;
  /** Kind of dish of c and of the answer. */
  readonly to: string;
  /** Dishes of kind `from` whose main ingredient is `ingredient`. */
  readonly a: readonly number[];
  /** All dishes of kind `from`. */
  readonly b: readonly number[];
  /** All dishes of kind `to`. */
  readonly c: readonly number[];
}

export interface TripleOptions {
  readonly count: number;
  readonly seed: number;
  /** Dishes that the mean of a must at least be of. */
  readonly fewest: number;
}

/**
 * Seeded triples, none twice: shrimp pasta - pasta + salad, where there is a shrimp salad.
 * @param truths of the rows, [N]
 */
export function kitchenTriples(
  truths: readonly DishTruth[],
  { count, seed, fewest }: TripleOptions,
): Triple[] {
  const ofKind = rowsBy(truths, ({ kind }) => kind);
  const ofDish = rowsBy(truths, ({ kind, visible }) => dishKey(kind, visible[0]!));
  const ingredients = [...new Set(truths.map(({ visible }) => visible[0]!))].toSorted();
  const kinds = [...ofKind.keys()].toSorted();
  const triples = ingredients.flatMap((ingredient) => {
    const possible = kinds.filter((kind) => ofDish.has(dishKey(kind, ingredient)));
    return possible.flatMap((from) => {
      const a = ofDish.get(dishKey(from, ingredient))!;
      if (a.length < fewest) return [];
      const others = possible.filter((to) => to !== from);
      return others.map((to) => ({ ingredient, from, to, a, b: ofKind.get(from)!, c: ofKind.get(to)! }));
    });
  });
  return Random.derived(seed, 'arithmetic triples').shuffled(triples).slice(0, count);
}

function dishKey(kind: string, ingredient: string): string {
  return `${ingredient} ${kind}`;
}

function rowsBy(
  truths: readonly DishTruth[],
  keyOf: (truth: DishTruth) => string,
): Map<string, readonly number[]> {
  return Map.groupBy(truths.keys(), (row) => keyOf(truths[row]!));
}
