import { type Matrix, SejeError } from '@seje/core';

/**
 * Largest difference of two computations of the same features, as a share of the largest feature: float32 through
 * fifty layers in another order, with room.
 */
export const TRUNK_TOLERANCE = 1e-3;

export interface ComparedTrunks {
  /** Ends the sentence "The trunk does not compute ...". */
  readonly what: string;
  readonly remedy: string;
}

/**
 * Compares features of the same photos, [N, F] each.
 * @returns the largest difference, as a share of the largest of `expected`
 * @throws SejeError PARITY_FAILED
 */
export function checkTrunkParity(found: Matrix, expected: Matrix, { what, remedy }: ComparedTrunks): number {
  const largest = expected.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const difference =
    found.data.length === expected.data.length
      ? found.data.reduce((most, x, i) => Math.max(most, Math.abs(x - expected.data[i]!)), 0) / largest
      : Infinity;
  if (difference <= TRUNK_TOLERANCE) return difference;
  throw new SejeError('PARITY_FAILED', {
    message: `The trunk does not compute ${what}`,
    expected: `differences of at most ${TRUNK_TOLERANCE} of the largest feature`,
    found: `${difference}`,
    remedy,
  });
}
