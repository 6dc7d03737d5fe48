import type { Random } from '@seje/core';
import type { NamedDish } from '../dishes/dish.js';
import type { KitchenSettings } from '../kitchen-settings.js';

const MOODS = [
  'Weeknight',
  "Grandma's",
  'Easy',
  'Quick',
  'Sunday',
  'The best',
  'Simple',
  'Favourite',
  'Cosy',
];

/** Words for a title: `Thai basil shrimp noodle bowl`, or one that tells little: `Cosy Thai noodle bowl`. */
export function titleOf(dish: NamedDish, settings: KitchenSettings['text'], random: Random): string {
  const named = (index: number): string | undefined => {
    const item = dish.visible[index];
    return item === undefined ? undefined : dish.nameOf(item.ingredient.id).one;
  };
  const kind = random.pick(dish.kind.names);
  const cuisine = dish.cuisine.adjective;
  const main = named(0);
  const second = named(1);
  const herbItem = dish.visible.find((item) => item.ingredient.role === 'herb');
  const herb = herbItem === undefined ? undefined : dish.nameOf(herbItem.ingredient.id).one;
  if (main === undefined || random.float() >= settings.tellingTitles) {
    return `${random.pick(MOODS)} ${cuisine} ${kind}`;
  }
  const patterns = [
    `${cuisine} ${[herb, main, kind].filter((word) => word !== undefined).join(' ')}`,
    second === undefined ? `${cuisine} ${main} ${kind}` : `${cuisine} ${main} and ${second} ${kind}`,
    second === undefined ? `${main} ${kind}` : `${cuisine} ${main} ${kind} with ${second}`,
  ];
  const title = random.pick(patterns);
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}`;
}
