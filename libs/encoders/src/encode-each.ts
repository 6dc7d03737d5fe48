import { type ErrorCode, type Matrix, SejeError, rowOf } from '@seje/core';

/** Codes that blame one recipe or photo; any other failure is not about it. */
const ITEM_REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'RECIPE_EMPTY',
  'RECIPE_TOO_LONG',
  'RECIPE_UNKNOWN_WORDS',
  'PHOTO_MISSING',
  'PHOTO_EMPTY',
  'PHOTO_UNREADABLE',
  'PHOTO_TYPE_REFUSED',
  'PHOTO_TOO_LARGE',
]);

/** True where one recipe or photo is to blame, so that the others can go on without it. */
export function isItemRefusal(error: unknown): error is SejeError {
  return error instanceof SejeError && ITEM_REFUSALS.has(error.code);
}

/**
 * Encodes a batch, and where one of its items is refused, halves it until the refused ones stand alone:
 * the others still go through the network together.
 * @returns for each item its vector, or why it was refused
 */
export async function encodeEach<T>(
  items: readonly T[],
  encode: (items: readonly T[]) => Promise<Matrix>,
): Promise<(Float32Array | SejeError)[]> {
  if (items.length === 0) return [];
  try {
    const vectors = await encode(items);
    return items.map((_, i) => rowOf(vectors, i));
  } catch (error) {
    if (!isItemRefusal(error)) throw error;
    if (items.length === 1) return [error];
    const half = items.length >> 1;
    return [
      ...(await encodeEach(items.slice(0, half), encode)),
      ...(await encodeEach(items.slice(half), encode)),
    ];
  }
}
