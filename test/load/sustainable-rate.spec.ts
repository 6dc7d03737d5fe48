import { describe, expect, it } from 'vitest';
import { findSustainableRate } from './sustainable-rate.js';

/** A service that answers everything up to a rate, its tail growing from half of that on. */
const serviceOf = (capacity: number) => {
  const tried: number[] = [];
  const tryRate = async (rate: number) => {
    tried.push(rate);
    return { allAnswered: rate <= capacity, p99: rate <= capacity / 2 ? 10 : 15 };
  };
  return { tried, tryRate };
};

describe('findSustainableRate', () => {
  it('comes to within a tenth below the capacity', async () => {
    const { tryRate } = serviceOf(237);
    const rate = await findSustainableRate(tryRate, { from: 50, unloadedP99: 10 });
    expect(rate).toBeLessThanOrEqual(237);
    expect(rate).toBeGreaterThan(0.9 * 237);
  });

  it('stops where the tail is no longer flat, though all are answered', async () => {
    const { tryRate } = serviceOf(200);
    const rate = await findSustainableRate(tryRate, { from: 20, unloadedP99: 7 });
    expect(rate).toBeLessThanOrEqual(100);
    expect(rate).toBeGreaterThan(90);
  });

  it('goes down where already the first rate is too high', async () => {
    const { tryRate } = serviceOf(30);
    const rate = await findSustainableRate(tryRate, { from: 50, unloadedP99: 10 });
    expect(rate).toBeGreaterThan(0);
    expect(rate).toBeLessThanOrEqual(30);
  });
});
