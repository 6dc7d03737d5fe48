import type { Matrix } from '@seje/core';
import { type Eligible, assertOfBatch } from './eligible.js';

/** Per anchor the index of the candidate that was chosen, -1 where there is none. */
export interface MinedTriplets {
  readonly positives: Int32Array;
  readonly negatives: Int32Array;
}

/** Anchors of both modalities: images look among the batch's recipes, recipes among its images. */
export interface MinedBatch {
  readonly imageAnchors: MinedTriplets;
  readonly recipeAnchors: MinedTriplets;
}

/**
 * Batch-hard mining (Hermans et al. 2017): for every anchor the farthest eligible positive and the nearest
 * eligible negative. Equal distances: the first.
 * @param distances image i to recipe j, [B, B]
 * @throws SejeError VECTOR_INVALID
 */
export function batchHard(distances: Matrix, eligible: Eligible): MinedBatch {
  assertOfBatch(distances, eligible);
  const { rows, columns, data } = distances;
  const hardest = (distance: (anchor: number, candidate: number) => number): MinedTriplets => {
    const positives = new Int32Array(rows).fill(-1);
    const negatives = new Int32Array(rows).fill(-1);
    for (let anchor = 0; anchor < rows; anchor++) {
      let farthest = -Infinity;
      let nearest = Infinity;
      for (let candidate = 0; candidate < rows; candidate++) {
        const d = distance(anchor, candidate);
        if (eligible.positive(anchor, candidate)) {
          if (d > farthest) [farthest, positives[anchor]] = [d, candidate];
        } else if (d < nearest && eligible.negative(anchor, candidate)) {
          [nearest, negatives[anchor]] = [d, candidate];
        }
      }
    }
    return { positives, negatives };
  };
  return {
    imageAnchors: hardest((image, recipe) => data[image * columns + recipe]!),
    recipeAnchors: hardest((recipe, image) => data[image * columns + recipe]!),
  };
}
