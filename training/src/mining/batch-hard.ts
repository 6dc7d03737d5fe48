import { type Matrix, SejeError } from '@seje/core';

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

interface Candidates {
  readonly instances: readonly number[];
  readonly distance: (anchor: number, candidate: number) => number;
}

function mine({ instances, distance }: Candidates): MinedTriplets {
  const count = instances.length;
  const positives = new Int32Array(count).fill(-1);
  const negatives = new Int32Array(count).fill(-1);
  for (let anchor = 0; anchor < count; anchor++) {
    let farthest = -Infinity;
    let nearest = Infinity;
    for (let candidate = 0; candidate < count; candidate++) {
      const d = distance(anchor, candidate);
      if (instances[candidate] === instances[anchor]) {
        if (d > farthest) [farthest, positives[anchor]] = [d, candidate];
      } else if (d < nearest) [nearest, negatives[anchor]] = [d, candidate];
    }
  }
  return { positives, negatives };
}

/**
 * Batch-hard mining (Hermans et al. 2017): for every anchor the farthest item of its own instance and the
 * nearest of any other. Equal distances: the first. An anchor without another instance has negative -1.
 * @param distances image i to recipe j, [B, B]
 * @param instances the recipe that pair i belongs to; pairs of one recipe are never negatives of each other
 */
export function batchHard(distances: Matrix, instances: readonly number[]): MinedBatch {
  const { rows, columns, data } = distances;
  if (rows !== columns || rows !== instances.length)
    throw new SejeError('VECTOR_INVALID', {
      message: 'Distances and instances of a batch differ in size',
      expected: `${instances.length} x ${instances.length}`,
      found: `${rows} x ${columns}`,
    });
  return {
    imageAnchors: mine({ instances, distance: (image, recipe) => data[image * columns + recipe]! }),
    recipeAnchors: mine({ instances, distance: (recipe, image) => data[image * columns + recipe]! }),
  };
}
