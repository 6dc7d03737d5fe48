import { matrixOf } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { batchHard } from './batch-hard.js';
import { doubleNegatives } from './double-negatives.js';
import { byInstance } from './eligible.js';
import { activeStatistics, tripletStatistics } from './mined-statistics.js';

/** Image i to recipe j; every distance another, each a multiple of 1/8, so that the sums are exact. */
const distances = matrixOf(3, 3, Float32Array.from([1, 2, 0.5, 1.5, 0.25, 1.25, 0.75, 0.125, 0.375]));
/** The first two are of one category, the third is `background`. */
const labels = { instances: [0, 1, 2], categories: [1, 1, 0] };

describe('tripletStatistics', () => {
  it('takes means over the anchors of both modalities', () => {
    const mined = batchHard(distances, byInstance(labels.instances));
    const of = (margin: number) => tripletStatistics(distances, { byInstance: mined, margin });
    // nearest others of the images: .5, 1.25, .125; of the recipes: .75, .125, .5
    expect(of(0)).toEqual({
      positiveDistance: (1 + 0.25 + 0.375) / 3,
      negativeDistance: (0.5 + 1.25 + 0.125 + 0.75 + 0.125 + 0.5) / 6,
      activeShare: 4 / 6, // images 0 and 2, recipes 0 and 1
    });
    expect(of(0.25).activeShare).toBe(5 / 6);
    expect(of(-2).activeShare).toBe(0);
  });

  it('says how many anchors have a class negative and how often it is the instance negative', () => {
    const mined = doubleNegatives(distances, labels, { backgroundNegatives: true });
    // anchors of `background` have none; the others have it in `background`, pair 2
    expect(tripletStatistics(distances, { ...mined, margin: 0 })).toMatchObject({
      classNegativeDistance: (0.5 + 1.25 + 0.75 + 0.125) / 4,
      classActiveShare: 3 / 4,
      withClassNegative: 4 / 6,
      sameNegative: 1,
    });
    const categories = [1, 2, 1];
    const known = doubleNegatives(distances, { ...labels, categories }, { backgroundNegatives: false });
    // image 0 and recipe 0 have their instance negative in pair 2, which is of their category
    expect(tripletStatistics(distances, { ...known, margin: 0 })).toMatchObject({
      withClassNegative: 1,
      sameNegative: 3 / 6,
    });
  });

  it('has no mean where there is no negative', () => {
    const alone = doubleNegatives(
      distances,
      { instances: [4, 4, 4], categories: [1, 1, 1] },
      { backgroundNegatives: false },
    );
    expect(tripletStatistics(distances, { ...alone, margin: 0 })).toEqual({
      positiveDistance: undefined,
      negativeDistance: undefined,
      activeShare: undefined,
      classNegativeDistance: undefined,
      classActiveShare: undefined,
      withClassNegative: 0,
      sameNegative: undefined,
    });
  });
});

describe('activeStatistics', () => {
  it('gives shares of the triplets that there are', () => {
    const balance = distances;
    const instance = { count: 3, possible: 12, balance };
    expect(activeStatistics({ instance, semantic: { count: 0, possible: 0, balance } })).toEqual({
      activeShare: 0.25,
      semanticActiveShare: undefined,
    });
  });
});
