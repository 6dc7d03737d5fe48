import { Random } from '@seje/core';

/**
 * The rows of each evaluation bag: `bags` random draws of `bagSize` pairs without replacement, one
 * independent stream a bag. A split of `bagSize` pairs or fewer is one bag, whole.
 */
export function evaluationBags(
  pairs: number,
  { bagSize, bags, seed }: { readonly bagSize: number; readonly bags: number; readonly seed: number },
): number[][] {
  const all = Array.from({ length: pairs }, (_, row) => row);
  if (pairs <= bagSize) return [all];
  return Array.from({ length: bags }, (_, bag) =>
    Random.derived(seed, `evaluation bag ${bag}`).shuffled(all).slice(0, bagSize),
  );
}
