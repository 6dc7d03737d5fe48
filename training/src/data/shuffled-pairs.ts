import { PARTITIONS, type Random } from '@seje/core';
import type { FeatureRow, FeatureSet } from './feature-set.js';

/**
 * The control: gives every recipe of the train and of the validation partition the photos of another one
 * of its partition. Test pairs stay true, so that a sound evaluation must end at chance level.
 */
export function withShuffledPairs(featureSet: FeatureSet, random: Random): FeatureSet {
  const photosOf = new Map<string, readonly number[]>();
  for (const partition of PARTITIONS.filter((name) => name !== 'test')) {
    const order = random.shuffled(featureSet.rows.filter((row) => row.partition === partition));
    for (const [i, row] of order.entries()) photosOf.set(row.id, order[(i + 1) % order.length]!.photoRows);
  }
  const rows = featureSet.rows.map((row): FeatureRow => ({
    ...row,
    photoRows: photosOf.get(row.id) ?? row.photoRows,
  }));
  return { ...featureSet, rows };
}
