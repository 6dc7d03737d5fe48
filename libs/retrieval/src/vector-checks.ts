import { type Matrix, SejeError, dot, rowOf } from '@seje/core';

/** How far a unit vector's length may be from 1. */
const UNIT_TOLERANCE = 1e-3;

/** @param what names the vector in the message, e.g. `query`. @throws SejeError VECTOR_INVALID */
export function assertUnitVector(vector: Float32Array, dimension: number, what: string): void {
  if (vector.length !== dimension) {
    throw new SejeError('VECTOR_INVALID', {
      message: `The ${what} has another dimension than the index`,
      expected: `${dimension}`,
      found: `${vector.length}`,
      remedy: 'Use the encoders of the bundle that the index was built with.',
    });
  }
  // NaN and infinity fail this comparison too.
  const length = Math.sqrt(dot(vector, vector));
  if (!(Math.abs(length - 1) <= UNIT_TOLERANCE)) {
    throw new SejeError('VECTOR_INVALID', {
      message: `The ${what} is not a unit vector`,
      expected: `length 1 within ${UNIT_TOLERANCE}`,
      found: `${length}`,
      remedy: 'L2-normalise it first.',
    });
  }
}

/** Checks every row before one is added, so that an index never holds half a batch. @throws SejeError VECTOR_INVALID */
export function assertUnitRows(ids: readonly string[], vectors: Matrix, dimension: number): void {
  if (ids.length !== vectors.rows) {
    throw new SejeError('VECTOR_INVALID', {
      message: 'Ids and vectors differ in number',
      expected: `${ids.length} vectors`,
      found: `${vectors.rows}`,
    });
  }
  for (const [row, id] of ids.entries()) assertUnitVector(rowOf(vectors, row), dimension, `vector of ${id}`);
}

/** @throws SejeError VECTOR_INVALID */
export function assertResultCount(k: number): void {
  if (Number.isInteger(k) && k >= 1) return;
  throw new SejeError('VECTOR_INVALID', {
    message: 'The number of results asked for is not possible',
    expected: 'a whole number, 1 or more',
    found: `${k}`,
  });
}
