import { SejeError } from '@seje/core';
import type { Channels } from './weight-inputs.js';

/** A weight as it was stored, row-major. */
export interface FloatWeight {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/**
 * The nearest float16 numbers: 11 significant bits.
 * @throws SejeError MODEL_INVALID (a number beyond 65504, or none at all)
 */
export function asFloat16({ name, data }: FloatWeight): Float16Array {
  const halves = Float16Array.from(data);
  const at = halves.findIndex((x) => !Number.isFinite(x));
  if (at === -1) return halves;
  throw new SejeError('MODEL_INVALID', {
    message: `The weight ${name} cannot be stored as float16`,
    expected: 'numbers of at most 65504',
    found: `${data[at]} at ${at}`,
    remedy: 'Take int8, or leave the network as it is.',
  });
}

/** w is about scale x level, level a whole number in -127..127. */
export interface Int8Weight {
  /** The weight's shape. */
  readonly levels: Int8Array;
  /** One for each output channel. */
  readonly scales: Float32Array;
  /** Shape that spreads the scales over the levels. */
  readonly scaleDims: readonly number[];
}

const MOST = 127;

/**
 * Symmetric 8-bit levels with a scale for each output channel: its largest magnitude is 127 levels.
 * @throws SejeError MODEL_INVALID (a number that is not finite)
 */
export function asInt8({ name, dims, data }: FloatWeight, channels: Channels): Int8Weight {
  const { count, of, scaleDims } = channelsOf(dims, channels);
  const scales = new Float32Array(count);
  for (const [i, x] of data.entries()) {
    const magnitude = Math.abs(x) / MOST;
    if (!Number.isFinite(magnitude)) throw notFinite(name, x, i);
    const channel = of(i);
    if (magnitude > scales[channel]!) scales[channel] = magnitude;
  }
  for (const [channel, scale] of scales.entries()) if (scale === 0) scales[channel] = 1; // all 0: any will do
  const levels = Int8Array.from(data, (x, i) => {
    const level = Math.round(x / scales[of(i)]!);
    return Math.max(-MOST, Math.min(MOST, level)); // a scale rounded down would give 128
  });
  return { levels, scales, scaleDims };
}

interface ChannelLayout {
  readonly count: number;
  /** Channel of the number at a place. */
  readonly of: (place: number) => number;
  readonly scaleDims: readonly number[];
}

function channelsOf(dims: readonly number[], channels: Channels): ChannelLayout {
  const kept = dims.map((_, axis) =>
    channels === 'last' ? axis === dims.length - 1 : axis < channels.leading,
  );
  const size = (axes: readonly number[]): number => axes.reduce((product, n) => product * n, 1);
  const scaleDims = dims.map((length, axis) => (kept[axis] === true ? length : 1));
  const count = size(scaleDims);
  const block = size(dims) / count;
  const of =
    channels === 'last'
      ? (place: number): number => place % count
      : (place: number): number => Math.floor(place / block);
  return { count, of, scaleDims };
}

function notFinite(name: string, x: number, at: number): SejeError {
  return new SejeError('MODEL_INVALID', {
    message: `The weight ${name} cannot be stored as int8`,
    expected: 'finite numbers',
    found: `${x} at ${at}`,
  });
}
