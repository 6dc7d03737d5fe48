import type { SejeError } from '@seje/core';
import type { OnDecoded } from '@seje/encoders';

/** What the engine measured of one query, milliseconds. Decoding and encoding are those of its batch. */
export interface EngineTimes {
  /** Absent where nothing had to be decoded: for a recipe, and for photos whose features are known. */
  readonly decodeMs?: number;
  readonly encodeMs: number;
  readonly searchMs: number;
  /** Queries that were encoded together. */
  readonly batch: number;
}

/** A query as a vector, and how long that took. */
export interface Encoded {
  /** [E]. */
  readonly vector: Float32Array;
  readonly times: Omit<EngineTimes, 'searchMs'>;
}

/**
 * Encodes a batch and measures it. Where its items are retried in halves, all that is in the times.
 * @param encode tells `onDecoded` of decoding, which is told apart from encoding by it
 */
export async function timedEncoding(
  batch: number,
  encode: (onDecoded: OnDecoded) => Promise<(Float32Array | SejeError)[]>,
): Promise<(Encoded | SejeError)[]> {
  let decodeMs: number | undefined;
  const startedAt = performance.now();
  const vectors = await encode((ms) => (decodeMs = (decodeMs ?? 0) + ms));
  const encodeMs = performance.now() - startedAt - (decodeMs ?? 0);
  const times = { ...(decodeMs === undefined ? {} : { decodeMs }), encodeMs, batch };
  return vectors.map((vector) => (vector instanceof Float32Array ? { vector, times } : vector));
}
