import { type Matrix, SejeError } from '@seje/core';
import { BACKGROUND } from '@seje/preprocessing';

/** Which other pairs of a batch may be chosen for an anchor; pairs by their index. */
export interface Eligible {
  /** B. */
  readonly size: number;
  readonly positive: (anchor: number, candidate: number) => boolean;
  /** Asked only about what is no positive. */
  readonly negative: (anchor: number, candidate: number) => boolean;
}

/** What is known of a batch's pairs. */
export interface PairLabels {
  /** The recipe that pair i belongs to. */
  readonly instances: readonly number[];
  /** Its category; `background` is unknown. */
  readonly categories: readonly number[];
}

/** The positive is of the anchor's recipe, the negative of any other. */
export function byInstance(instances: readonly number[]): Eligible {
  return {
    size: instances.length,
    positive: (anchor, candidate) => instances[candidate] === instances[anchor],
    negative: () => true,
  };
}

/**
 * Class negatives (SEJE, section 4): the positive is of the anchor's recipe, the negative of another recipe
 * _and_ another known category, or of `background` where that is asked for. An anchor of `background` has none.
 */
export function byClass(
  { instances, categories }: PairLabels,
  { backgroundNegatives }: { readonly backgroundNegatives: boolean },
): Eligible {
  return {
    size: instances.length,
    positive: (anchor, candidate) => instances[candidate] === instances[anchor],
    negative: (anchor, candidate) =>
      isKnown(categories, anchor) &&
      (isKnown(categories, candidate) ? categories[candidate] !== categories[anchor] : backgroundNegatives),
  };
}

/**
 * AdaMine's semantic triplets (Carvalho et al. 2018, section 3.3): the positive is another recipe of the
 * anchor's category, the negative of another category; `background` takes no part.
 */
export function bySemantics({ instances, categories }: PairLabels): Eligible {
  const alike = (a: number, b: number): boolean => categories[a] === categories[b];
  return {
    size: instances.length,
    positive: (anchor, candidate) =>
      isKnown(categories, anchor) && alike(anchor, candidate) && instances[candidate] !== instances[anchor],
    negative: (anchor, candidate) =>
      isKnown(categories, anchor) && isKnown(categories, candidate) && !alike(anchor, candidate),
  };
}

function isKnown(categories: readonly number[], i: number): boolean {
  return categories[i] !== BACKGROUND.number;
}

/** @throws SejeError VECTOR_INVALID: the distances are not of the batch that the labels are of */
export function assertOfBatch({ rows, columns }: Matrix, { size }: Eligible): void {
  if (rows === size && columns === size) return;
  throw new SejeError('VECTOR_INVALID', {
    message: 'Distances and labels of a batch differ in size',
    expected: `${size} x ${size}`,
    found: `${rows} x ${columns}`,
  });
}
