import type { Random } from '@seje/core';

/** A whole number, uniform in the range, ends included. */
export function wholeBetween(random: Random, [least, most]: readonly [number, number]): number {
  return least + random.int(Math.floor(most - least) + 1);
}

/** Index drawn with the given weights, which need not sum to 1. */
export function weightedIndex(random: Random, weights: readonly number[]): number {
  let left = random.float() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [i, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return i;
  }
  return weights.length - 1;
}

/** `count` different items in random order; all of them where there are fewer. */
export function sample<T>(random: Random, items: readonly T[], count: number): T[] {
  return random.shuffled(items).slice(0, count);
}
