import type { Matrix } from '@seje/core';
import { type MinedBatch, batchHard } from './batch-hard.js';
import { type PairLabels, byClass, byInstance } from './eligible.js';

/** Two negatives an anchor: the nearest of all other recipes, and the nearest of those of another category. */
export interface DoubleNegatives {
  readonly byInstance: MinedBatch;
  readonly byClass: MinedBatch;
}

/**
 * Instance-class double negative sampling (SEJE, section 4). The positives of both are the same.
 * @param distances image i to recipe j, [B, B]
 * @throws SejeError VECTOR_INVALID
 */
export function doubleNegatives(
  distances: Matrix,
  labels: PairLabels,
  options: { readonly backgroundNegatives: boolean },
): DoubleNegatives {
  return {
    byInstance: batchHard(distances, byInstance(labels.instances)),
    byClass: batchHard(distances, byClass(labels, options)),
  };
}
