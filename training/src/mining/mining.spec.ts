import { type Matrix, Random, matrixOf } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { activeTriplets } from './active-triplets.js';
import { comparedPairs } from './compared-pairs.js';
import { doubleNegatives } from './double-negatives.js';
import { byInstance, bySemantics } from './eligible.js';

/** Pairs 2 and 5 are of one recipe; category 0 is `background`. */
const labels = { instances: [0, 1, 2, 3, 4, 2, 6], categories: [1, 1, 2, 0, 2, 2, 3] };
const all = [...labels.instances.keys()];
const distances = randomDistances(4);

function randomDistances(seed: number): Matrix {
  const random = Random.fromSeed(seed);
  const data = Float32Array.from({ length: all.length ** 2 }, () => random.float());
  return matrixOf(all.length, all.length, data);
}

const sameRecipe = (a: number, b: number) => labels.instances[a] === labels.instances[b];
const categoryOf = (i: number) => labels.categories[i]!;
/** Both directions: how far an image anchor, or a recipe anchor, is from another item. */
const directions = [
  (image: number, recipe: number) => image * all.length + recipe,
  (recipe: number, image: number) => image * all.length + recipe,
];

describe('doubleNegatives', () => {
  it.for([false, true])(
    'equals choosing by sorting (background as a negative: %s)',
    (backgroundNegatives) => {
      const { byInstance: instance, byClass } = doubleNegatives(distances, labels, { backgroundNegatives });
      for (const [i, side] of (['imageAnchors', 'recipeAnchors'] as const).entries())
        for (const anchor of all) {
          const d = (other: number) => distances.data[directions[i]!(anchor, other)]!;
          const byDistance = all.toSorted((a, b) => d(a) - d(b));
          const others = byDistance.filter((other) => !sameRecipe(anchor, other));
          expect(instance[side].negatives[anchor]).toBe(others[0]);
          const ofOtherCategory = others.find(
            (other) =>
              categoryOf(anchor) !== 0 &&
              categoryOf(other) !== categoryOf(anchor) &&
              (backgroundNegatives || categoryOf(other) !== 0),
          );
          expect(byClass[side].negatives[anchor]).toBe(ofOtherCategory ?? -1);
          expect(byClass[side].positives).toEqual(instance[side].positives);
        }
    },
  );
});

describe('activeTriplets', () => {
  const margin = 0.1;
  const rules = {
    instance: {
      eligible: byInstance(labels.instances),
      allows: (a: number, p: number, n: number) => sameRecipe(a, p) && !sameRecipe(a, n),
    },
    semantic: {
      eligible: bySemantics(labels),
      allows: (a: number, p: number, n: number) =>
        !sameRecipe(a, p) &&
        categoryOf(a) === categoryOf(p) &&
        categoryOf(n) !== categoryOf(a) &&
        [a, p, n].every((i) => categoryOf(i) !== 0),
    },
  };
  it.for(['instance', 'semantic'] as const)('sums and counts all %s triplets over the margin', (rule) => {
    const { eligible, allows } = rules[rule];
    let count = 0;
    let possible = 0;
    let sum = 0;
    for (const cell of directions)
      for (const a of all)
        for (const p of all)
          for (const n of all) {
            const gap = distances.data[cell(a, p)]! - distances.data[cell(a, n)]!;
            if (!allows(a, p, n)) continue;
            possible++;
            if (gap + margin <= 0) continue;
            count++;
            sum += gap;
          }
    const active = activeTriplets(distances, { eligible, margin });
    expect(count).toBeGreaterThan(5);
    expect(active).toMatchObject({ count, possible });
    const weighed = active.balance.data.reduce((total, times, i) => total + times * distances.data[i]!, 0);
    expect(weighed).toBeCloseTo(sum, 4);
  });

  it('refuses labels of another count', () => {
    expect(() => activeTriplets(distances, { eligible: byInstance([1]), margin })).toThrow(
      expect.objectContaining({ code: 'VECTOR_INVALID' }),
    );
  });
});

describe('comparedPairs', () => {
  it('shows every photo its own recipe once and as many others as asked for, never its own again', () => {
    const draw = (seed: number) =>
      comparedPairs(labels.instances, { mismatches: 4, random: Random.fromSeed(seed) });
    const { matched, mismatched, count } = draw(1);
    expect(count).toBe(all.length * 5);
    for (const image of all) {
      const row = (of: Matrix) => [...of.data.subarray(image * all.length, (image + 1) * all.length)];
      expect(row(matched)).toEqual(all.map((recipe) => (recipe === image ? 1 : 0)));
      expect(row(mismatched).reduce((sum, times) => sum + times, 0)).toBe(4);
      for (const recipe of all) if (sameRecipe(image, recipe)) expect(row(mismatched)[recipe]).toBe(0);
    }
    expect(draw(1)).toEqual(draw(1));
    expect(draw(2)).not.toEqual(draw(1));
  });

  it('has no mismatch where all pairs are of one recipe', () => {
    const { count } = comparedPairs([3, 3], { mismatches: 4, random: Random.fromSeed(1) });
    expect(count).toBe(2);
  });
});
