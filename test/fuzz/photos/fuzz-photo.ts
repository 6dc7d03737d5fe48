import { Random } from '@seje/core';
import { MUTATIONS, WHOLE_PIECES } from './mutations.js';
import type { SeedPhoto } from './seed-photos.js';

/** A file to send, and how it came about. */
export interface FuzzPhoto {
  readonly name: string;
  readonly bytes: Buffer;
  /** Words of its metadata stand in its metadata and nowhere else. */
  readonly hasWholePieces: boolean;
}

/** One file in so many is a bomb as it is; they are costly to answer. */
const BOMB_EVERY = 60;
const SECOND_MUTATION = 0.3;

/** The photo of this number: the same for the same seed, whatever else was sent. */
export function fuzzPhoto(
  { seed, number }: { readonly seed: number; readonly number: number },
  { seeds, bombs }: { readonly seeds: readonly SeedPhoto[]; readonly bombs: readonly SeedPhoto[] },
): FuzzPhoto {
  const random = Random.derived(seed, `photo ${number}`);
  if (number % BOMB_EVERY === BOMB_EVERY - 1) {
    return { ...bombs[Math.floor(number / BOMB_EVERY) % bombs.length]!, hasWholePieces: true };
  }
  const [begin, other] = [random.pick(seeds), random.pick(seeds)];
  const names = Object.keys(MUTATIONS);
  const chosen = [random.pick(names), ...(random.float() < SECOND_MUTATION ? [random.pick(names)] : [])];
  const bytes = chosen.reduce((file, name) => MUTATIONS[name]!(file, random, other.bytes), begin.bytes);
  const hasWholePieces = chosen.every((name) => WHOLE_PIECES.has(name));
  return { name: [begin.name, ...chosen, other.name].join(' '), bytes, hasWholePieces };
}
