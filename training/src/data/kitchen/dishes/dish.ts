import type { Form, Ingredient, IngredientName } from '../pantry/ingredient.js';
import type { Base } from './base.js';
import type { Cuisine } from './cuisine.js';
import type { DishKind, VesselName } from './dish-kind.js';

/** An ingredient that can be seen on the finished dish. */
export interface VisibleItem {
  readonly ingredient: Ingredient;
  readonly form: Form;
  /** Steps of the written amount, 1..4. */
  readonly amount: number;
}

/** What a recipe is about before any word or pixel of it exists. */
export interface Dish {
  readonly kind: DishKind;
  readonly cuisine: Cuisine;
  readonly base: Base;
  /** 0..2, index of the base's amount. */
  readonly baseAmount: number;
  readonly vessel: VesselName;
  /** Main ingredient first. */
  readonly visible: readonly VisibleItem[];
  readonly invisible: readonly Ingredient[];
  /** Number of its family, absent where dishes are free. */
  readonly family?: number;
}

/** The dish with the words chosen for it: one name for each thing, used in all of the recipe's text. */
export interface NamedDish extends Dish {
  readonly nameOf: (id: string) => IngredientName;
}
