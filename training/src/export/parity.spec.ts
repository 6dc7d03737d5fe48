import { Random, matrixOf } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { PARITY_TOLERANCE, largestDifference } from './parity.js';
import { PARITY_SAMPLES, paritySamples } from './parity-samples.js';
import { sampledFeatures } from './sampled-features.fixture.js';

const widths = { termDimension: 5, sentenceDimension: 5, featureDimension: 12 };

describe('paritySamples', () => {
  it('draws 64 recipes with their own photo, the same for the same seed', () => {
    const set = sampledFeatures(widths, 100);
    const samples = paritySamples(set, Random.fromSeed(1));
    expect([samples.recipes.length, samples.images.feature.rows]).toEqual([PARITY_SAMPLES, PARITY_SAMPLES]);
    expect(paritySamples(set, Random.fromSeed(1))).toEqual(samples);
    expect(paritySamples(set, Random.fromSeed(2))).not.toEqual(samples);
    expect(new Set(samples.recipes.map(({ sentenceCount }) => sentenceCount)).size).toBeGreaterThan(3);
  });

  it('takes what there is, and refuses nothing at all', () => {
    expect(paritySamples(sampledFeatures(widths, 3), Random.fromSeed(1)).recipes.length).toBe(3);
    expect(() => paritySamples(sampledFeatures(widths, 0), Random.fromSeed(1))).toThrow(
      expect.objectContaining({ code: 'DATA_EMPTY' }),
    );
  });
});

describe('largestDifference', () => {
  it('names the worst sample, and takes NaN for the worst of all', () => {
    const trained = matrixOf(3, 2);
    const exported = matrixOf(3, 2);
    exported.data[3] = PARITY_TOLERANCE / 2;
    expect(largestDifference('e', trained, exported)).toBeCloseTo(PARITY_TOLERANCE / 2, 10);
    exported.data[3] = 2 * PARITY_TOLERANCE;
    expect(() => largestDifference('e', trained, exported)).toThrow(/sample 1.*at most 0\.0001/);
    exported.data[4] = NaN;
    expect(() => largestDifference('e', trained, exported)).toThrow(/sample 2.*NaN/);
    expect(() => largestDifference('e', trained, matrixOf(2, 2))).toThrow(/\[3, 2\].*\[2, 2\]/);
  });
});
