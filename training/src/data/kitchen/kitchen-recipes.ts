import { PARTITIONS, type Partition, Random } from '@seje/core';
import { weightedIndex } from './chance.js';
import type { Dish, VisibleItem } from './dishes/dish.js';
import { DishComposer } from './dishes/dish-composer.js';
import type { KitchenSettings } from './kitchen-settings.js';
import { composeScene, settingOf } from './photo/scene-composer.js';
import type { PhotoTruth, Scene } from './photo/scene.js';
import { IdMint } from './recipe1m-layout.js';
import { type WrittenRecipe, writeRecipe } from './text/recipe-writer.js';

/** Shares of the partitions, in the order of PARTITIONS. */
const TRAIN_SHARE = 0.8;
const VAL_SHARE = 0.1;

export interface KitchenPhoto {
  /** `<10 hex digits>.jpg` */
  readonly id: string;
  readonly scene: Scene;
  readonly truth: PhotoTruth;
}

/** One recipe with all that is known about it; nothing painted yet. */
export interface KitchenRecipe {
  readonly id: string;
  readonly partition: Partition;
  readonly dish: Dish;
  readonly text: WrittenRecipe;
  readonly photos: readonly KitchenPhoto[];
}

/** The recipes of train and of val as asked for, else 80 % and 10 %; the rest is test. In random order. */
function partitionsOf({ recipes, partitions }: KitchenPlan, random: Random): Partition[] {
  const [train, val] = partitions ?? [Math.round(recipes * TRAIN_SHARE), Math.round(recipes * VAL_SHARE)];
  const [first, second, third] = PARTITIONS as readonly [Partition, Partition, Partition];
  return random.shuffled(
    Array.from({ length: recipes }, (_, i) => (i < train ? first : i < train + val ? second : third)),
  );
}

/** What the dish could have had but has not. */
function strangersOf(dish: Dish): VisibleItem[] {
  const { proteins, vegetables, fruits, herbs, toppings } = dish.cuisine;
  const own = new Set(dish.visible.map((item) => item.ingredient.id));
  return [...proteins, ...vegetables, ...fruits, ...herbs, ...toppings]
    .filter((ingredient) => !own.has(ingredient.id))
    .map((ingredient) => ({ ingredient, form: ingredient.forms[0]!, amount: 1 }));
}

export interface KitchenPlan {
  readonly recipes: number;
  readonly seed: number;
  readonly settings: KitchenSettings;
  /** No photos, the same words. */
  readonly textOnly?: true | undefined;
  /** Recipes in train, val and test, adding up to `recipes`. */
  readonly partitions?: readonly [number, number, number] | undefined;
}

function photosOf(
  dish: Dish,
  { n, seed, settings, mint }: Pick<KitchenPlan, 'seed' | 'settings'> & { n: number; mint: IdMint },
): KitchenPhoto[] {
  const random = Random.derived(seed, `photos/${n}`);
  const setting = settingOf(dish, random);
  const amountsShown = random.float() < settings.dishes.amountsShown;
  const strangers = strangersOf(dish);
  const photos = 1 + weightedIndex(random, settings.photos.perRecipe);
  return Array.from({ length: photos }, (_, k) => ({
    id: `${mint.id(`photo/${n}/${k}`)}.jpg`,
    ...composeScene({ dish, setting, photos: settings.photos, amountsShown, strangers }, random),
  }));
}

/** The recipes of a kitchen one after another, always the same for the same plan. */
export function* kitchenRecipes(plan: KitchenPlan): Generator<KitchenRecipe> {
  const { seed, settings, textOnly } = plan;
  const partitions = partitionsOf(plan, Random.derived(seed, 'partitions'));
  const composer = new DishComposer(settings, seed);
  const mint = new IdMint(seed);
  for (const [n, partition] of partitions.entries()) {
    const dish = composer.compose(n);
    yield {
      id: mint.id(`recipe/${n}`),
      partition,
      dish,
      text: writeRecipe(dish, settings, Random.derived(seed, `text/${n}`)),
      photos: textOnly === true ? [] : photosOf(dish, { n, seed, settings, mint }),
    };
  }
}
