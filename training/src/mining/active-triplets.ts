import { type Matrix, matrixOf } from '@seje/core';
import { type Eligible, assertOfBatch } from './eligible.js';

/** The triplets of a batch that violate the margin, d_ap - d_an + m > 0, over the anchors of both modalities. */
export interface ActiveTriplets {
  readonly count: number;
  /** Triplets of the batch in all, active or not. */
  readonly possible: number;
  /**
   * How often image i and recipe j are anchor and positive in them, less how often anchor and negative,
   * [B, B]: the sum of d_ap - d_an over them is the sum of distance times balance.
   */
  readonly balance: Matrix;
}

/**
 * All active triplets, not only the hardest ones: what AdaMine averages over (Carvalho et al. 2018).
 * @param distances image i to recipe j, [B, B]
 * @throws SejeError VECTOR_INVALID
 */
export function activeTriplets(
  distances: Matrix,
  { eligible, margin }: { readonly eligible: Eligible; readonly margin: number },
): ActiveTriplets {
  assertOfBatch(distances, eligible);
  const { rows, columns, data } = distances;
  const { positive, negative } = eligible;
  const balance = matrixOf(rows, columns);
  const all = [...Array(rows).keys()];
  let count = 0;
  let possible = 0;
  for (const cellOf of [imageAnchored(columns), recipeAnchored(columns)])
    for (const anchor of all) {
      const positives = all.filter((other) => positive(anchor, other));
      const negatives = all.filter((other) => !positive(anchor, other) && negative(anchor, other));
      possible += positives.length * negatives.length;
      for (const near of positives)
        for (const far of negatives) {
          const [ap, an] = [cellOf(anchor, near), cellOf(anchor, far)];
          if (data[ap]! - data[an]! + margin <= 0) continue;
          count++;
          balance.data[ap]!++;
          balance.data[an]!--;
        }
    }
  return { count, possible, balance };
}

/** Where the distance of an anchor to another item lies; images are the rows. */
const imageAnchored = (columns: number) => (image: number, recipe: number) => image * columns + recipe;
const recipeAnchored = (columns: number) => (recipe: number, image: number) => image * columns + recipe;
