import type { Random } from '@seje/core';
import { sample } from '../chance.js';
import type { NamedDish, VisibleItem } from '../dishes/dish.js';
import type { KitchenSettings } from '../kitchen-settings.js';
import { type Sentence, enumeration, sentenceOf } from './marked-sentence.js';
import { stepsOf } from './methods.js';
import { preparationStep } from './preparation-steps.js';

const FATS = ['oil', 'ghee', 'butter'];
const CHATTER = [
  'enjoy with friends and a cold drink',
  'this is one of our favourites on busy evenings',
  'leftovers keep for two days in the fridge',
  'my aunt always made this on Sundays',
  'do not worry if it looks messy, it tastes great',
  'kids love it',
];
/** Sentences of their own for preparing ingredients. */
const MOST_PREPARATIONS = 3;
const MOST_SPICES = 4;
/** Main ingredients that the instructions always mention. */
const ALWAYS_MENTIONED = 2;

interface Places {
  readonly main: string;
  readonly rest: string;
  readonly base: string;
  readonly spices: string;
  readonly fat: string;
  readonly finish: string;
}

/** Words for the places of a method's sentences; '' where the dish has nothing for it. */
function placesOf(dish: NamedDish, mentioned: readonly VisibleItem[]): Places {
  const the = (id: string): string => `the ${dish.nameOf(id).many}`;
  const isFinish = (item: VisibleItem): boolean => ['herb', 'topping'].includes(item.ingredient.role);
  const cooked = mentioned.filter((item) => !isFinish(item)).map((item) => the(item.ingredient.id));
  const finish = mentioned.filter(isFinish).map((item) => the(item.ingredient.id));
  const isFat = (id: string): boolean => FATS.some((fat) => id.endsWith(fat));
  const fat = dish.invisible.find((ingredient) => isFat(ingredient.id));
  const spices = dish.invisible.filter((ingredient) => !isFat(ingredient.id) && ingredient.id !== 'water');
  return {
    main: cooked[0] ?? '',
    rest: enumeration(cooked.slice(1)),
    base: the(dish.base.id),
    spices:
      enumeration(spices.slice(0, MOST_SPICES).map((ingredient) => the(ingredient.id))) || 'a little salt',
    fat: fat === undefined ? 'a little oil' : the(fat.id),
    finish: enumeration(finish),
  };
}

/** The sentence with its places filled, or undefined where it needs something that the dish lacks. */
function filled(step: string, places: Places): string | undefined {
  let lacking = false;
  const text = step.replace(/\{(\w+)\}/g, (_all, place: string) => {
    const words = places[place as keyof Places];
    lacking ||= words === '';
    return words;
  });
  return lacking ? undefined : text;
}

/**
 * 3 to 10 sentences: preparing, then the method of the kind of dish. Where a sentence has nothing to
 * speak of (no herbs to garnish with) it is left out.
 */
export function instructionsOf(
  dish: NamedDish,
  settings: KitchenSettings['text'],
  random: Random,
): Sentence[] {
  const mentioned = dish.visible.filter(
    (_item, i) => i < ALWAYS_MENTIONED || random.float() >= settings.unmentioned,
  );
  const places = placesOf(dish, mentioned);
  const preparations = sample(random, mentioned, MOST_PREPARATIONS)
    .map((item) => preparationStep(item.form.preparation, `the ${dish.nameOf(item.ingredient.id).many}`))
    .filter((step) => step !== undefined);
  const method = stepsOf(dish.kind.method)
    .map((alternatives) => filled(random.pick(alternatives), places))
    .filter((step) => step !== undefined);
  const chatter = random.float() < settings.chatter ? [random.pick(CHATTER)] : [];
  return [...preparations.slice(0, random.int(MOST_PREPARATIONS + 1)), ...method, ...chatter]
    .slice(0, 10)
    .map(sentenceOf);
}
