import { describe, expect, it } from 'vitest';
import { Curve } from './curve.js';

function curveOf(values: readonly number[]): Curve {
  const curve = new Curve();
  for (const [i, value] of values.entries()) curve.add(i + 1, value);
  return curve;
}

describe('Curve', () => {
  it('keeps every step of a short run', () => {
    expect(curveOf([3, 1, 2]).points()).toEqual([
      { step: 1, value: 3 },
      { step: 2, value: 1 },
      { step: 3, value: 2 },
    ]);
  });

  it('stays small and keeps mean, order and end of a long one', () => {
    const steps = 100_003;
    const points = curveOf(Array.from({ length: steps }, (_, i) => i + 1)).points();
    expect(points.length).toBeGreaterThan(200);
    expect(points.length).toBeLessThanOrEqual(501);
    expect(points.at(-1)!.step).toBe(steps);
    let before = 0;
    for (const { step, value } of points) {
      expect(value).toBe((before + 1 + step) / 2); // mean of the steps that it stands for
      before = step;
    }
  });
});
