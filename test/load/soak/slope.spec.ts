import { Random } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { slopeOf } from './slope.js';

const seconds = Array.from({ length: 240 }, (_, i) => i * 5);

describe('slopeOf', () => {
  it('finds the slope of a line, without doubt', () => {
    const { perHour, uncertainty } = slopeOf(seconds.map((at) => ({ at, value: 100 + at / 36 })));
    expect(perHour).toBeCloseTo(100, 6);
    expect(uncertainty).toBeCloseTo(0, 6);
  });

  it('has the true slope within its uncertainty, under noise, about 19 times of 20', () => {
    const random = Random.derived(1, 'slope');
    const trials = Array.from({ length: 400 }, () =>
      slopeOf(seconds.map((at) => ({ at, value: at / 360 + 5 * random.normal() }))),
    );
    const right = trials.filter(({ perHour, uncertainty }) => Math.abs(perHour - 10) <= uncertainty);
    expect(right.length / trials.length).toBeGreaterThan(0.92);
    expect(right.length / trials.length).toBeLessThan(0.98);
  });
});
