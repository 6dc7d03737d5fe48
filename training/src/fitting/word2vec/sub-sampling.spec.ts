import { Random } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { SubSampling } from './sub-sampling.js';

/** word2vec.c's own draw, with its 64-bit generator. @returns whether an occurrence is read */
function wordOfC(sample: number, trainWords: number): (count: number) => boolean {
  let nextRandom = 1n;
  return (count) => {
    const ran = (Math.sqrt(count / (sample * trainWords)) + 1) * ((sample * trainWords) / count);
    nextRandom = BigInt.asUintN(64, nextRandom * 25214903917n + 11n);
    return ran >= Number(nextRandom & 0xffffn) / 65536;
  };
}

describe('sub-sampling', () => {
  it.each([1e-1, 1e-2, 1e-3])('reads the share of each term that word2vec.c reads, at %d', (sample) => {
    const counts = [60_000, 20_000, 15_000, 4000, 900, 99, 1];
    const trainWords = counts.reduce((sum, count) => sum + count, 0);
    const random = Random.fromSeed(1);
    const ours = new SubSampling(counts, sample);
    const theirs = wordOfC(sample, trainWords);
    const draws = 40_000;
    for (const [term, count] of counts.entries()) {
      const kept = ours.of(new Int32Array(draws).fill(term), random).length / draws;
      let keptByC = 0;
      for (let i = 0; i < draws; i++) if (theirs(count)) keptByC++;
      // three standard deviations of the difference of two shares of this many draws
      expect(Math.abs(kept - keptByC / draws)).toBeLessThan(3 * Math.sqrt(0.5 / draws));
    }
  });

  it('reads all of what is rarer than the setting, in order', () => {
    const all = new SubSampling([10, 10], 0.9);
    expect([...all.of(Int32Array.of(0, 1, 1, 0), Random.fromSeed(1))]).toEqual([0, 1, 1, 0]);
  });
});
