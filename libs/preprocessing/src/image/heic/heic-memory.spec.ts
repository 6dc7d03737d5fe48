import { describe, expect, it } from 'vitest';
import { heicPixelsWithin, usableMemory } from './heic-memory.js';

const GIB = 1024 ** 3;

describe('heicPixelsWithin', () => {
  it('takes the photos of every phone with 4 GiB, and of most with one', () => {
    expect(heicPixelsWithin(4 * GIB)).toBeGreaterThan(50_000_000);
    expect(heicPixelsWithin(GIB)).toBeGreaterThan(4032 * 3024);
    expect(heicPixelsWithin(GIB)).toBeLessThan(8064 * 6048);
  });
});

describe('usableMemory', () => {
  it('is what this machine has, or less', () => {
    expect(usableMemory()).toBeGreaterThan(GIB / 4);
    expect(Number.isSafeInteger(usableMemory())).toBe(true);
  });
});
