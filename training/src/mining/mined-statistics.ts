import type { Matrix } from '@seje/core';
import type { ActiveTriplets } from './active-triplets.js';
import type { MinedBatch, MinedTriplets } from './batch-hard.js';

/**
 * How hard the mined triplets of a batch are, by name: distances as the loss measures them, shares from 0 to
 * 1. Undefined where there was nothing to take the mean of.
 */
export type MinedStatistics = Readonly<Record<string, number | undefined>>;

export interface MinedTripletsOfBatch {
  readonly byInstance: MinedBatch;
  /** Of double negatives. */
  readonly byClass?: MinedBatch;
  /** m, in distance: a triplet is active where d_ap - d_an + m > 0. */
  readonly margin: number;
}

/**
 * Of batch-hard triplets, over the anchors of both modalities. When `activeShare` nears 0 the batch teaches
 * nothing more; `sameNegative` is the share of the class negatives that are the anchor's instance negative.
 * @param distances image i to recipe j, [B, B]
 */
export function tripletStatistics(
  distances: Matrix,
  { byInstance, byClass, margin }: MinedTripletsOfBatch,
): MinedStatistics {
  const instance = anchorsOf(distances, byInstance);
  const withNegative = instance.filter(hasNegative);
  const statistics = {
    positiveDistance: mean(withNegative, ({ toPositive }) => toPositive),
    negativeDistance: mean(withNegative, ({ toNegative }) => toNegative),
    activeShare: share(withNegative, isActive(margin)),
  };
  if (byClass === undefined) return statistics;
  const ofClass = anchorsOf(distances, byClass).map((anchor, i) => ({ ...anchor, instance: instance[i]! }));
  const withClassNegative = ofClass.filter(hasNegative);
  return {
    ...statistics,
    classNegativeDistance: mean(withClassNegative, ({ toNegative }) => toNegative),
    classActiveShare: share(withClassNegative, isActive(margin)),
    withClassNegative: share(ofClass, hasNegative),
    sameNegative: share(withClassNegative, (anchor) => anchor.negative === anchor.instance.negative),
  };
}

/** Of AdaMine's triplets: how many of all that could be built violate the margin. */
export function activeStatistics(of: {
  readonly instance: ActiveTriplets;
  readonly semantic: ActiveTriplets;
}): MinedStatistics {
  const shareOf = ({ count, possible }: ActiveTriplets): number | undefined =>
    possible === 0 ? undefined : count / possible;
  return { activeShare: shareOf(of.instance), semanticActiveShare: shareOf(of.semantic) };
}

interface Anchor {
  /** -1 where there is none. */
  readonly negative: number;
  /** d_ap. */
  readonly toPositive: number;
  /** d_an; NaN without a negative. */
  readonly toNegative: number;
}

/** Images first, then recipes, [2B]. */
function anchorsOf({ columns, data }: Matrix, { imageAnchors, recipeAnchors }: MinedBatch): Anchor[] {
  const anchors = (
    { positives, negatives }: MinedTriplets,
    cellOf: (anchor: number, candidate: number) => number,
  ): Anchor[] =>
    Array.from(negatives, (negative, anchor) => ({
      negative,
      toPositive: data[cellOf(anchor, positives[anchor]!)]!,
      toNegative: negative < 0 ? NaN : data[cellOf(anchor, negative)]!,
    }));
  return [
    ...anchors(imageAnchors, (image, recipe) => image * columns + recipe),
    ...anchors(recipeAnchors, (recipe, image) => image * columns + recipe),
  ];
}

const hasNegative = ({ negative }: Anchor): boolean => negative >= 0;

const isActive =
  (margin: number) =>
  ({ toPositive, toNegative }: Anchor): boolean =>
    toPositive - toNegative + margin > 0;

function mean<T>(items: readonly T[], of: (item: T) => number): number | undefined {
  return items.length === 0 ? undefined : items.reduce((sum, item) => sum + of(item), 0) / items.length;
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number | undefined {
  return mean(items, (item) => (holds(item) ? 1 : 0));
}
