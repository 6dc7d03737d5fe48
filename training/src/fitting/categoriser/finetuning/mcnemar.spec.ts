import { describe, expect, it } from 'vitest';
import { mcNemar } from './mcnemar.js';

/** Photos that both, the first alone, the second alone and neither get right. */
function comparison([both, onlyFirst, onlySecond, neither]: readonly [number, number, number, number]) {
  const rows = (count: number, row: readonly [boolean, boolean]) => Array.from({ length: count }, () => row);
  const all = [
    ...rows(both, [true, true]),
    ...rows(onlyFirst, [true, false]),
    ...rows(onlySecond, [false, true]),
    ...rows(neither, [false, false]),
  ];
  return mcNemar(
    all.map(([first]) => first),
    all.map(([, second]) => second),
  );
}

describe('mcNemar', () => {
  it.for([
    // 2 (1 + 10 + 45) / 1024
    [[50, 2, 8, 5], 2 * (56 / 1024)],
    [[50, 8, 2, 5], 2 * (56 / 1024)],
    // 2 / 2^6
    [[0, 0, 6, 0], 1 / 32],
    [[9, 4, 4, 9], 1],
    [[9, 0, 0, 9], 1],
  ] as const)('sums the binomial tail of the photos that one alone gets right: %j', ([counts, p]) => {
    const found = comparison(counts);
    expect(found).toMatchObject({ onlyFirst: counts[1], onlySecond: counts[2] });
    expect(found.p).toBeCloseTo(p, 12);
  });

  it('stays exact where 2^-n is no number any more', () => {
    expect(comparison([0, 1000, 1100, 0]).p).toBeCloseTo(0.0307, 3);
  });
});
