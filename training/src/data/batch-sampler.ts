import { Random } from '@seje/core';
import type { FeatureRow } from './feature-set.js';

/** One recipe and the photo that stands for it in a batch. */
export interface Pair {
  readonly row: FeatureRow;
  /** Row of `photos`. */
  readonly photoRow: number;
}

/** A pair as training meets it once. */
export interface TrainPair extends Pair {
  /** Learn it from title and ingredients alone. */
  readonly withoutInstructions: boolean;
}

export interface SamplerSettings {
  readonly seed: number;
  readonly batchSize: number;
  /** Photos of a recipe that training draws from, the first ones. */
  readonly maxPhotos: number;
  /** Share of the pairs that come without instructions. */
  readonly instructionDropout: number;
}

/** A single pair has no negative. */
const SMALLEST_BATCH = 2;

/**
 * The batches of one pass over the train pairs. They are a function of seed and epoch alone: to resume,
 * the numbers of the epoch and of the next batch are all the state there is. Each recipe comes once an
 * epoch, so never twice in a batch; a last batch with one pair is dropped.
 */
export function epochBatches(
  rows: readonly FeatureRow[],
  epoch: number,
  { seed, batchSize, maxPhotos, instructionDropout }: SamplerSettings,
): TrainPair[][] {
  const random = Random.derived(seed, `batches of epoch ${epoch}`);
  const dropout = Random.derived(seed, `dropout of epoch ${epoch}`);
  const pairs = random.shuffled(rows).map((row): TrainPair => {
    const photo = random.int(Math.min(maxPhotos, row.photoRows.length));
    const withoutInstructions = dropout.float() < instructionDropout;
    return { row, photoRow: row.photoRows[photo]!, withoutInstructions };
  });
  const batches: TrainPair[][] = [];
  for (let start = 0; start + SMALLEST_BATCH <= pairs.length; start += batchSize)
    batches.push(pairs.slice(start, start + batchSize));
  return batches;
}

/** Pairs as evaluation takes them: each recipe with its first photo. */
export function firstPhotoPairs(rows: readonly FeatureRow[]): Pair[] {
  return rows.map((row) => ({ row, photoRow: row.photoRows[0]! }));
}
