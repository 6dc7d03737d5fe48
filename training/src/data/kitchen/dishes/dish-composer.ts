import { Random, SejeError } from '@seje/core';
import { sample, wholeBetween } from '../chance.js';
import type { KitchenSettings } from '../kitchen-settings.js';
import type { Ingredient } from '../pantry/ingredient.js';
import { BASES, type Base } from './base.js';
import { CUISINES, type Cuisine } from './cuisine.js';
import type { Count, DishKind } from './dish-kind.js';
import { DISH_KINDS } from './dish-kinds.js';
import type { Dish, VisibleItem } from './dish.js';

/** Amounts that a recipe may ask for, in steps. */
const AMOUNTS: Count = [1, 4];

function known<T extends { readonly id: string }>(items: readonly T[], id: string): T {
  const found = items.find((item) => item.id === id);
  if (found !== undefined) return found;
  throw new SejeError('SETTINGS_INVALID', { message: `The kitchen knows no ${id}` });
}

type Dishes = KitchenSettings['dishes'];

function visibleItem(ingredient: Ingredient, { forms }: Dishes, random: Random): VisibleItem {
  return {
    ingredient,
    form: random.pick(ingredient.forms.slice(0, forms)),
    amount: wholeBetween(random, AMOUNTS),
  };
}

/** No more of a role that the kind of dish does without. */
const more = ([least, most]: Count, extra: number): Count =>
  most === 0 ? [least, most] : [least + extra, most + extra];

function visibleItems(
  { kind, cuisine, dishes }: { kind: DishKind; cuisine: Cuisine; dishes: Dishes },
  random: Random,
): VisibleItem[] {
  const roles: readonly [readonly Ingredient[], Count][] = [
    [cuisine.proteins, kind.proteins],
    [cuisine.fruits, more(kind.fruits, dishes.generosity)],
    [cuisine.vegetables, more(kind.vegetables, dishes.generosity)],
    [cuisine.toppings, kind.toppings],
    [cuisine.herbs, kind.herbs],
  ];
  return roles
    .flatMap(([choices, count]) => sample(random, choices, wholeBetween(random, count)))
    .map((ingredient) => visibleItem(ingredient, dishes, random));
}

/** Draws a dish with nothing given but the grammar. */
function freeDish(settings: KitchenSettings, random: Random): Dish {
  const cuisine = random.pick(CUISINES.slice(0, settings.dishes.cuisines));
  const kind = known(DISH_KINDS, random.pick(cuisine.kinds));
  return {
    kind,
    cuisine,
    base: known<Base>(BASES, random.pick(kind.bases)),
    baseAmount: random.int(3),
    vessel: random.pick(kind.vessels),
    visible: visibleItems({ kind, cuisine, dishes: settings.dishes }, random),
    invisible: sample(random, cuisine.seasonings, wholeBetween(random, settings.dishes.invisible)),
  };
}

/** Other ingredients of the cuisine in the same role, not yet among `visible`. */
function alternatives(cuisine: Cuisine, visible: readonly VisibleItem[], item: VisibleItem): Ingredient[] {
  const { proteins, vegetables, fruits, herbs, toppings } = cuisine;
  const taken = new Set(visible.map((other) => other.ingredient.id));
  return [...proteins, ...vegetables, ...fruits, ...herbs, ...toppings].filter(
    (other) => other.role === item.ingredient.role && !taken.has(other.id),
  );
}

/** A recipe of a family: new amounts and seasonings, and some ingredients exchanged within their role. */
function familyMember(head: Dish, settings: KitchenSettings, random: Random): Dish {
  const visible = head.visible.map((item) => ({ ...item, amount: wholeBetween(random, AMOUNTS) }));
  for (const place of sample(random, [...visible.keys()], wholeBetween(random, settings.dishes.swaps))) {
    const choices = alternatives(head.cuisine, visible, visible[place]!);
    if (choices.length > 0) visible[place] = visibleItem(random.pick(choices), settings.dishes, random);
  }
  return {
    ...head,
    baseAmount: random.int(3),
    visible,
    invisible: sample(random, head.cuisine.seasonings, wholeBetween(random, settings.dishes.invisible)),
  };
}

/** What tells two dishes apart on a photo, amounts aside; in families every piece counts. */
function signature(dish: Dish): string {
  const telling =
    dish.family === undefined
      ? dish.visible.filter(({ ingredient }) => !['herb', 'topping'].includes(ingredient.role))
      : dish.visible;
  return [dish.base.id, ...telling.map((item) => item.form.sprite).sort()].join('/');
}

/** Tries before two recipes may share base and visible ingredients after all. */
const TRIES = 12;

/**
 * Composes dishes one after another; the n-th depends only on seed, settings and those before it.
 * No two look the same while that is possible; free dishes differ in more than herbs and toppings.
 */
export class DishComposer {
  private readonly families: readonly Dish[];
  private readonly seen = new Set<string>();

  constructor(
    private readonly settings: KitchenSettings,
    private readonly seed: number,
  ) {
    this.families = Array.from({ length: settings.dishes.families }, (_, family) => ({
      ...freeDish(settings, Random.derived(seed, `family/${family}`)),
      family,
    }));
  }

  compose(n: number): Dish {
    const random = Random.derived(this.seed, `dish/${n}`);
    let dish = this.draw(random);
    for (let i = 0; i < TRIES && this.seen.has(signature(dish)); i++) dish = this.draw(random);
    this.seen.add(signature(dish));
    return dish;
  }

  private draw(random: Random): Dish {
    return this.families.length === 0
      ? freeDish(this.settings, random)
      : familyMember(random.pick(this.families), this.settings, random);
  }
}
