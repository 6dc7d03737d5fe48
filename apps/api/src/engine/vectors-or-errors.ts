import { type Matrix, SejeError, rowOf } from '@seje/core';

/**
 * Encodes a batch; where it is refused, its halves, until a refused query stands alone: one bad photo
 * costs its neighbours some time, never their answer.
 * @returns for each item its vector, or why it was refused
 */
export async function vectorsOrErrors<T>(
  items: readonly T[],
  encode: (items: readonly T[]) => Promise<Matrix>,
): Promise<(Float32Array | SejeError)[]> {
  try {
    const vectors = await encode(items);
    return items.map((_, i) => rowOf(vectors, i));
  } catch (error) {
    if (!(error instanceof SejeError)) throw error;
    if (items.length === 1) return [error];
    const half = items.length >> 1;
    return [
      ...(await vectorsOrErrors(items.slice(0, half), encode)),
      ...(await vectorsOrErrors(items.slice(half), encode)),
    ];
  }
}
