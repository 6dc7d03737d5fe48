import { Random } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { learnableFeatures } from '../learnable-features.fixture.js';
import { epochBatches, firstPhotoPairs } from './batch-sampler.js';
import { type FeatureRow, type FeatureSet, rowsOfPartition } from './feature-set.js';
import { withShuffledPairs } from './shuffled-pairs.js';

const features = learnableFeatures({
  pairs: { train: 41, val: 7, test: 9 },
  termDimension: 2,
  sentenceDimension: 2,
  photoDimension: 2,
  maxSentences: 3,
});
const train = rowsOfPartition(features, 'train');
const settings = { seed: 3, batchSize: 8, maxPhotos: 2, instructionDropout: 0 };

describe('epochBatches', () => {
  it('brings every train recipe once an epoch, and drops a last batch of one', () => {
    const batches = epochBatches(train, 0, settings);
    expect(batches.map((batch) => batch.length)).toEqual([8, 8, 8, 8, 8]);
    const ids = batches.flat().map((pair) => pair.row.id);
    expect(new Set(ids).size).toBe(40);
    expect(epochBatches(train.slice(0, 10), 0, settings).map((batch) => batch.length)).toEqual([8, 2]);
  });

  it('is a function of seed and epoch', () => {
    expect(epochBatches(train, 4, settings)).toEqual(epochBatches(train, 4, settings));
    expect(epochBatches(train, 5, settings)).not.toEqual(epochBatches(train, 4, settings));
    expect(epochBatches(train, 4, { ...settings, seed: 4 })).not.toEqual(epochBatches(train, 4, settings));
  });

  it('draws among the first photos, all of them in time', () => {
    const drawn = new Map<FeatureRow, Set<number>>();
    for (let epoch = 0; epoch < 30; epoch++)
      for (const { row, photoRow } of epochBatches(train, epoch, settings).flat())
        drawn.set(row, (drawn.get(row) ?? new Set()).add(photoRow));
    for (const [row, photos] of drawn)
      expect([...photos].toSorted((a, b) => a - b)).toEqual(row.photoRows.slice(0, 2));
  });
});

describe('instruction dropout', () => {
  it('withholds the instructions of about the share asked for, and changes nothing else', () => {
    const some = { ...settings, instructionDropout: 0.25 };
    const epochs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const pairs = epochs.flatMap((epoch) => epochBatches(train, epoch, some).flat());
    const share = pairs.filter((pair) => pair.withoutInstructions).length / pairs.length;
    expect(share).toBeGreaterThan(0.18);
    expect(share).toBeLessThan(0.32);
    const photosOf = (of: typeof settings) =>
      epochBatches(train, 0, of)
        .flat()
        .map((pair) => pair.photoRow);
    expect(photosOf(some)).toEqual(photosOf(settings));
  });
});

describe('firstPhotoPairs', () => {
  it('takes the first photo', () => {
    expect(firstPhotoPairs(train).map((pair) => pair.photoRow)).toEqual(train.map((row) => row.photoRows[0]));
  });
});

describe('withShuffledPairs', () => {
  const photosOf = (set: FeatureSet, partition: 'train' | 'val' | 'test') =>
    rowsOfPartition(set, partition).map((row) => row.photoRows);

  it('gives every train and val recipe the photos of another one of its partition; test stays true', () => {
    const shuffled = withShuffledPairs(features, Random.fromSeed(1));
    for (const partition of ['train', 'val'] as const) {
      const before = photosOf(features, partition);
      const after = photosOf(shuffled, partition);
      expect(after.filter((photos, i) => photos === before[i])).toEqual([]);
      expect(new Set(after)).toEqual(new Set(before));
    }
    expect(photosOf(shuffled, 'test')).toEqual(photosOf(features, 'test'));
  });
});
