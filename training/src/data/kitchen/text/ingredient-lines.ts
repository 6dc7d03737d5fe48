import type { Random } from '@seje/core';
import type { NamedDish } from '../dishes/dish.js';
import type { KitchenSettings } from '../kitchen-settings.js';
import type { Ingredient, IngredientName, Measure } from '../pantry/ingredient.js';
import { damagedLine } from './text-noise.js';

export interface IngredientLine {
  readonly text: string;
  /** Entity as written, or undefined for a line that names none (a heading). */
  readonly entity?: { readonly id: string; readonly text: string };
  /** What `det_ingrs.json` says: false for headings and for lines that its tagger missed. */
  readonly recognised: boolean;
}

/** Amounts as written, one list for each of the four steps. */
const AMOUNTS: Readonly<Record<Measure, readonly (readonly string[])[]>> = {
  each: [['1', '1 large'], ['2', '2 medium'], ['3'], ['4', '4 small']],
  weight: [
    ['100 g', '1/4 pound'],
    ['200 g', '1/2 pound', '7 ounces'],
    ['300 g', '3/4 pound'],
    ['450 g', '1 pound'],
  ],
  cup: [['1/4 cup'], ['1/2 cup'], ['3/4 cup'], ['1 cup', '1 1/4 cups']],
  handful: [
    ['a small handful of'],
    ['1 handful of'],
    ['2 handfuls of', '1 large handful of'],
    ['1 big bunch of'],
  ],
  can: [['1/2 can'], ['1 can', '1 (14 ounce) can'], ['1 1/2 cans'], ['2 cans']],
  slice: [['2 slices'], ['4 slices'], ['6 slices'], ['8 slices']],
  spoon: [
    ['1 teaspoon', '1 tsp'],
    ['2 teaspoons', '1 tablespoon'],
    ['2 tablespoons', '2 tbsp'],
    ['3 tablespoons'],
  ],
  pinch: [['a pinch of'], ['1/4 teaspoon'], ['1/2 teaspoon'], ['1 teaspoon']],
  splash: [['a splash of'], ['1/2 cup'], ['1 cup'], ['2 cups']],
};
const HEADINGS = [
  'For the sauce:',
  'To serve:',
  'For the topping:',
  'DRESSING',
  'Garnish:',
  '----',
  'Optional extras',
];

function written(
  ingredient: Ingredient,
  { name, amount }: { name: IngredientName; amount: number },
  random: Random,
): string {
  const quantity = random.pick(AMOUNTS[ingredient.measure][amount - 1] ?? ['']);
  const single = ingredient.measure === 'each' && amount === 1;
  return `${quantity} ${single ? name.one : name.many}`;
}

/** The recipe's ingredient lines in the order a cook writes them; some are no ingredient at all. */
export function ingredientLinesOf(
  dish: NamedDish,
  settings: KitchenSettings['text'],
  random: Random,
): IngredientLine[] {
  const base = dish.nameOf(dish.base.id);
  const lines: Omit<IngredientLine, 'recognised'>[] = dish.visible.map(({ ingredient, form, amount }) => {
    const name = dish.nameOf(ingredient.id);
    const entity = ingredient.measure === 'each' && amount === 1 ? name.one : name.many;
    return {
      text: `${written(ingredient, { name, amount }, random)}, ${form.preparation}`,
      entity: { id: ingredient.id, text: entity },
    };
  });
  lines.splice(1, 0, {
    text: `${dish.base.amounts[dish.baseAmount] ?? ''} ${base.many}`,
    entity: { id: dish.base.id, text: base.many },
  });
  for (const ingredient of dish.invisible) {
    const name = dish.nameOf(ingredient.id);
    const amount = 1 + random.int(3);
    const entity = ingredient.measure === 'each' && amount === 1 ? name.one : name.many;
    lines.push({
      text: written(ingredient, { name, amount }, random),
      entity: { id: ingredient.id, text: entity },
    });
  }
  const noisy: IngredientLine[] = lines.map((line) => ({
    ...line,
    text: random.float() < settings.damagedLines ? damagedLine(line.text, random) : line.text,
    recognised: random.float() >= settings.unrecognised,
  }));
  if (random.float() < settings.headings) {
    noisy.splice(1 + random.int(noisy.length), 0, { text: random.pick(HEADINGS), recognised: false });
  }
  return noisy;
}
