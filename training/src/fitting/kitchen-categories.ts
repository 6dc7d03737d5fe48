import { type RecipeRecord, noProgress } from '@seje/core';
import { BACKGROUND } from '@seje/preprocessing';
import { type KitchenPlan, kitchenRecipes } from '../data/kitchen/kitchen-recipes.js';
import type { Experiment } from '../experiment.js';
import { fitCategories } from './fit-categories.js';

/** A recipe's category beside the kind of dish that it truly is. */
export interface CategorisedDish {
  readonly held: 'train' | 'out';
  /** By number; 0 is `background`. */
  readonly category: number;
  readonly kind: string;
}

/** How much a category tells of the kind of dish; shares of the recipes held out where nothing else is said. */
export interface CategoryAccuracy {
  readonly recipes: number;
  /** Those whose category is not `background`. */
  readonly named: number;
  /** The same of the train recipes. */
  readonly namedOfTrain: number;
  /** The kind that is most frequent among the train recipes of a category is the recipe's own. */
  readonly accuracy: number;
  /** The same of the train recipes: the categories' purity. */
  readonly accuracyOfTrain: number;
  /** The same among those whose category is not `background`. */
  readonly accuracyOfNamed: number;
  /** The kind that is most frequent among all train recipes is the recipe's own. */
  readonly mostFrequent: number;
}

/**
 * Categories name dishes finer than kinds do ("beef chili" is a stew), so each is read as the kind that most of its train
 * recipes are, `background` too. A category without a train recipe is read as the most frequent kind.
 */
export function categoryAccuracy(dishes: readonly CategorisedDish[]): CategoryAccuracy {
  const train = dishes.filter(({ held }) => held === 'train');
  const out = dishes.filter(({ held }) => held === 'out');
  const overall = mostFrequent(train.map(({ kind }) => kind));
  const kindOf = new Map<number, string | undefined>();
  for (const category of new Set(train.map((dish) => dish.category))) {
    const kinds = train.filter((dish) => dish.category === category).map(({ kind }) => kind);
    kindOf.set(category, mostFrequent(kinds));
  }
  const right = ({ category, kind }: CategorisedDish): boolean => (kindOf.get(category) ?? overall) === kind;
  const isNamed = ({ category }: CategorisedDish): boolean => category !== BACKGROUND.number;
  return {
    recipes: out.length,
    named: share(out, isNamed),
    namedOfTrain: share(train, isNamed),
    accuracy: share(out, right),
    accuracyOfTrain: share(train, right),
    accuracyOfNamed: share(out.filter(isNamed), right),
    mostFrequent: share(out, ({ kind }) => kind === overall),
  };
}

/** The recipe categories of a whole kitchen, text only, fitted as for a run. @param out folder that receives them */
export async function categoriseKitchen(
  plan: KitchenPlan,
  settings: Experiment['categories'],
  out: string,
): Promise<{ readonly dishes: CategorisedDish[]; readonly categories: number }> {
  const recipes = [...kitchenRecipes(plan)];
  async function* records(): AsyncGenerator<RecipeRecord> {
    for (const { id, partition, text } of recipes) yield { ...text, id, partition, photos: [] };
  }
  const fitted = await fitCategories(records, settings, {
    out,
    classesFile: undefined,
    onProgress: noProgress,
  });
  const dishes = recipes.map(({ id, partition, dish, text }) => ({
    held: partition === 'train' ? ('train' as const) : ('out' as const),
    category: fitted.of({ id, title: text.title }),
    kind: dish.kind.id,
  }));
  return { dishes, categories: fitted.count - 1 };
}

/** Of equally frequent ones the first. */
function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

function share<T>(values: readonly T[], holds: (value: T) => boolean): number {
  return values.length === 0 ? 0 : values.filter(holds).length / values.length;
}
