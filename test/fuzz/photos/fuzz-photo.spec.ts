import { describe, expect, it } from 'vitest';
import { fuzzPhoto } from './fuzz-photo.js';
import type { SeedPhoto } from './seed-photos.js';

const file = (name: string): SeedPhoto => ({ name, bytes: Buffer.from(name.repeat(200)) });
const INPUTS = { seeds: ['a seed', 'another'].map(file), bombs: ['one bomb', 'two bombs'].map(file) };

describe('fuzzPhoto', () => {
  it('makes the same file of the same seed and number, and others of others', () => {
    const files = (seed: number): Buffer[] =>
      Array.from({ length: 59 }, (_, number) => fuzzPhoto({ seed, number }, INPUTS).bytes);
    expect(files(1)).toEqual(files(1));
    expect(files(2)).not.toEqual(files(1));
  });

  it('sends every bomb in its turn, as it is', () => {
    const sent = [59, 119, 179].map((number) => fuzzPhoto({ seed: 1, number }, INPUTS));
    expect(sent.map(({ name }) => name)).toEqual(['one bomb', 'two bombs', 'one bomb']);
    expect(sent[0]!.bytes).toBe(INPUTS.bombs[0]!.bytes);
  });
});
