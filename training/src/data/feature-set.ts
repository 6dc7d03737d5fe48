import type { Matrix, Partition } from '@seje/core';
import type { SentenceSource } from './sentences/sentence-source.js';

/** One recipe with its photos, as rows of the feature matrices. */
export interface FeatureRow {
  readonly id: string;
  readonly partition: Partition;
  /** Row of `term`. */
  readonly termRow: number;
  /** First row of `sentences`. */
  readonly sentenceStart: number;
  /** 1 or more. */
  readonly sentenceCount: number;
  /** Rows of `photos`, in the data set's order; at least one. */
  readonly photoRows: readonly number[];
  /** Recipe category, below `categoryCount`; 0 is `background`. */
  readonly category: number;
}

/** Phase I's output for every recipe that has a photo: what Phase II trains on. */
export interface FeatureSet {
  readonly rows: readonly FeatureRow[];
  /** f_term, [N, Dt]. */
  readonly term: Matrix;
  /** f_sent of all recipes one after the other, [sentences, Ds]. */
  readonly sentences: SentenceSource;
  /** Pooled features of all photos, [photos, F]. */
  readonly photos: Matrix;
  /** f_cat of all photos, [photos, Dc]; absent where the image encoder takes none. */
  readonly photoCategories?: Matrix;
  /** C, the number of recipe categories, `background` included. */
  readonly categoryCount: number;
  /** SHA-256 over the content: two sets with the same fingerprint are the same. */
  readonly fingerprint: string;
}

/** Rows of one partition, in order. */
export function rowsOfPartition(featureSet: FeatureSet, partition: Partition): FeatureRow[] {
  return featureSet.rows.filter((row) => row.partition === partition);
}
