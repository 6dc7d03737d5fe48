import { type Matrix, type Random, matrixOf } from '@seje/core';

/** Which photos and recipes of a batch are compared, [B, B] each: how often image i meets recipe j. */
export interface ComparedPairs {
  readonly matched: Matrix;
  readonly mismatched: Matrix;
  readonly count: number;
}

/**
 * Pairs for the cosine embedding loss: every photo with its own recipe, and with `mismatches` drawn ones of
 * other instances. im2recipe shows a photo its own recipe with probability 0.2, else a random one; 4
 * mismatches beside each match keep that share and let every batch count all its matches.
 */
export function comparedPairs(
  instances: readonly number[],
  { mismatches, random }: { readonly mismatches: number; readonly random: Random },
): ComparedPairs {
  const size = instances.length;
  const matched = matrixOf(size, size);
  const mismatched = matrixOf(size, size);
  let count = 0;
  for (const [image, instance] of instances.entries()) {
    matched.data[image * size + image] = 1;
    count++;
    const others = [...instances.keys()].filter((recipe) => instances[recipe] !== instance);
    if (others.length === 0) continue;
    for (let i = 0; i < mismatches; i++) mismatched.data[image * size + random.pick(others)]!++;
    count += mismatches;
  }
  return { matched, mismatched, count };
}
