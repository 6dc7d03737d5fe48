import { SejeError } from '@seje/core';
import { FRUITS } from './fruits.js';
import { HERBS, TOPPINGS } from './garnishes.js';
import type { Ingredient } from './ingredient.js';
import { PROTEINS } from './proteins.js';
import { SEASONINGS } from './seasonings.js';
import { VEGETABLES } from './vegetables.js';

export const PANTRY: readonly Ingredient[] = [
  ...PROTEINS,
  ...VEGETABLES,
  ...HERBS,
  ...TOPPINGS,
  ...FRUITS,
  ...SEASONINGS,
];

const byId: ReadonlyMap<string, Ingredient> = new Map(
  PANTRY.map((ingredient) => [ingredient.id, ingredient]),
);

/** @throws SejeError SETTINGS_INVALID where the pantry has no such ingredient */
export function ingredientNamed(id: string): Ingredient {
  const found = byId.get(id);
  if (found !== undefined) return found;
  throw new SejeError('SETTINGS_INVALID', {
    message: `The pantry has no ingredient ${id}`,
    remedy: 'Correct the name in the cuisine or kind of dish, or add a row to the pantry.',
  });
}

/** Ingredients of a comma-separated list of usual names, e.g. `tofu, egg, red onion`. */
export function ingredientsNamed(list: string): readonly Ingredient[] {
  return list.split(',').map((name) => ingredientNamed(name.trim().replaceAll(' ', '_')));
}
