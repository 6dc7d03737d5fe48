import type { Matrix } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { Experiment } from '../experiment.js';
import { batchHard } from '../mining/batch-hard.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { pairwiseDistance } from './pairwise-distance.js';
import { softMarginTriplet } from './soft-margin-triplet.js';

/** A batch of pairs in the joint space: row i of both belongs to one pair. */
export interface EmbeddedBatch {
  /** v, unit rows [B, E]. */
  readonly images: tensorflow.Tensor2D;
  /** r, unit rows [B, E]. */
  readonly recipes: tensorflow.Tensor2D;
  /** The recipe of each pair. */
  readonly instances: readonly number[];
}

export interface JointLoss {
  /** What is minimised: the sum of the terms. */
  readonly total: tensorflow.Scalar;
  /** Each term with its weight applied, by name. */
  readonly terms: Readonly<Record<string, tensorflow.Scalar>>;
}

/**
 * The objective of Phase II: L = L_TRI (SEJE, section 4). Distances are measured once, mining picks indices,
 * every term is named, and the sum is the last line.
 */
export function jointLoss(tf: Tf, batch: EmbeddedBatch, settings: Experiment['loss']): JointLoss {
  const distances = pairwiseDistance(tf, batch.images, batch.recipes); // [B, B]
  const [rows, columns] = distances.shape;
  const measured: Matrix = { rows, columns, data: distances.dataSync() as Float32Array };
  const terms = {
    instanceTriplet: softMarginTriplet(tf, distances, {
      mined: batchHard(measured, batch.instances),
      ...settings,
    }),
  };
  return { total: tf.addN(Object.values(terms)), terms };
}
