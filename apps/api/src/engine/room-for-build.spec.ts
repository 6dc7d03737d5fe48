import { describe, expect, it } from 'vitest';
import { bytesOfBuild } from './room-for-build.js';

describe('bytesOfBuild', () => {
  const size = { recipes: 1_000, photos: 0, dimension: 1_024, featureDimension: 2_048 };

  it('has room for each vector three times over', () => {
    expect(bytesOfBuild(size)).toBeGreaterThan(1_000 * 1_024 * 4 * 3);
    expect(bytesOfBuild({ ...size, recipes: 0 })).toBe(0);
  });

  it('adds the features of photos', () => {
    const moved = bytesOfBuild({ ...size, recipes: 0, photos: 1_000 }) - bytesOfBuild(size);
    expect(moved).toBe(1_000 * 2_048 * 4);
  });
});
