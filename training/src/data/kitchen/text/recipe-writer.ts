import type { Random, Recipe } from '@seje/core';
import type { Dish, NamedDish } from '../dishes/dish.js';
import type { KitchenSettings } from '../kitchen-settings.js';
import type { IngredientName } from '../pantry/ingredient.js';
import { type IngredientLine, ingredientLinesOf } from './ingredient-lines.js';
import { instructionsOf } from './instructions.js';
import { titleOf } from './title.js';

/** A recipe's words and what is true about them. */
export interface WrittenRecipe extends Recipe {
  readonly lines: readonly IngredientLine[];
  readonly actions: readonly string[];
  readonly utensils: readonly string[];
}

function withNames(dish: Dish, synonyms: number, random: Random): NamedDish {
  const names = new Map<string, IngredientName>();
  const things = [dish.base, ...dish.visible.map((item) => item.ingredient), ...dish.invisible];
  for (const thing of things) {
    const [usual, ...others] = thing.names;
    const other = others.length > 0 && random.float() < synonyms ? random.pick(others) : undefined;
    names.set(thing.id, other ?? usual);
  }
  return { ...dish, nameOf: (id) => names.get(id) ?? { one: id, many: id } };
}

/** Writes a dish down; the same dish, settings and random state give the same words. */
export function writeRecipe(dish: Dish, settings: KitchenSettings, random: Random): WrittenRecipe {
  const named = withNames(dish, settings.dishes.synonyms, random);
  const title = titleOf(named, settings.text, random);
  const lines = ingredientLinesOf(named, settings.text, random);
  const sentences = instructionsOf(named, settings.text, random);
  return {
    title,
    lines,
    ingredients: lines.map((line) => line.text),
    instructions: sentences.map((sentence) => sentence.text),
    actions: [...new Set(sentences.flatMap((sentence) => sentence.actions))],
    utensils: [...new Set(sentences.flatMap((sentence) => sentence.utensils))],
  };
}
