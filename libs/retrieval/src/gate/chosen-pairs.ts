import { Random } from '@seje/core';

/** A photo of the catalogue and the recipe that it belongs to, by id. */
export interface CataloguePair {
  readonly image: string;
  readonly recipe: string;
}

/**
 * Pairs to rank against each other: a random photo a recipe, since two photos of one recipe would compete
 * for the same answer. The same pairs and seed give the same choice.
 * @param most how many at most
 */
export function chosenPairs(
  pairs: readonly CataloguePair[],
  { most, seed }: { readonly most: number; readonly seed: number },
): CataloguePair[] {
  const byRecipe = new Map<string, CataloguePair>();
  for (const pair of Random.derived(seed, 'pairs of the gate').shuffled(pairs)) {
    if (!byRecipe.has(pair.recipe)) byRecipe.set(pair.recipe, pair);
    if (byRecipe.size === most) break;
  }
  return [...byRecipe.values()];
}
