import { Random } from '@seje/core';

/** A query with its own item among the first so many is a hit. */
export const SHOWN = 5;

export interface SampledQueries {
  /** Places in the bag, each in random order. */
  readonly hits: readonly number[];
  readonly misses: readonly number[];
}

/**
 * Half hits, half misses, drawn by seed; where there are fewer of the one there are more of the other.
 * @param ranks of the bag's queries, [N], 1-based
 */
export function sampleQueries(
  ranks: Float64Array,
  { queries, seed, label }: { readonly queries: number; readonly seed: number; readonly label: string },
): SampledQueries {
  const shuffled = Random.derived(seed, `gallery ${label}`).shuffled([...ranks.keys()]);
  const hits = shuffled.filter((place) => ranks[place]! <= SHOWN);
  const misses = shuffled.filter((place) => ranks[place]! > SHOWN);
  const half = Math.ceil(queries / 2);
  const shownMisses = Math.min(misses.length, Math.max(queries - half, queries - hits.length));
  return {
    hits: hits.slice(0, queries - shownMisses),
    misses: misses.slice(0, shownMisses),
  };
}
