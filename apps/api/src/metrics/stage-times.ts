import type { EngineTimes } from '../engine/engine-times.js';

/** What a query passes through, in this order; only new photos are decoded. */
export const STAGES = ['queue', 'decode', 'encode', 'search'] as const;
export type Stage = (typeof STAGES)[number];

/** Milliseconds that a query spent in each stage. They add up to the whole. */
export type StageTimes = Readonly<Partial<Record<Stage, number>>> & { readonly queue: number };

/**
 * Where the time of a query went. What the engine did not work on it, it waited: here, in the engine, or on
 * its way between the two.
 * @param totalMs as seen from here
 */
export function stageTimes(totalMs: number, { decodeMs, encodeMs, searchMs }: EngineTimes): StageTimes {
  return {
    queue: Math.max(0, totalMs - (decodeMs ?? 0) - encodeMs - searchMs),
    ...(decodeMs === undefined ? {} : { decode: decodeMs }),
    encode: encodeMs,
    search: searchMs,
  };
}
