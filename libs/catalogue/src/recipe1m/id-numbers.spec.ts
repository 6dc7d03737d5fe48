import { describe, expect, it } from 'vitest';
import { IdNumbers } from './id-numbers.js';

describe('IdNumbers', () => {
  it('numbers ids as a Map does', () => {
    const ids = new IdNumbers();
    const oracle = new Map<string, number>();
    // short and long, alike at both ends, some twice, more than there is room for at first
    for (let i = 0; i < 20_000; i++) {
      const id = `${(i * 7919) % 15_000}${i % 3 === 0 ? 'é' : ''}${'x'.repeat(i % 5)}`;
      expect(ids.add(id)).toBe(!oracle.has(id));
      if (!oracle.has(id)) oracle.set(id, oracle.size);
    }
    expect(ids.size).toBe(oracle.size);
    for (const [id, number] of oracle) {
      expect(ids.of(id)).toBe(number);
      expect(ids.at(number)).toBe(id);
    }
    for (const id of ['', 'x', '15000', '1é1']) expect(ids.of(id)).toBe(oracle.get(id));
  });

  it('takes the empty id for one', () => {
    const ids = new IdNumbers();
    expect(ids.of('')).toBeUndefined();
    expect([ids.add(''), ids.add('a'), ids.add('')]).toEqual([true, true, false]);
    expect([ids.of(''), ids.of('a'), ids.at(0)]).toEqual([0, 1, '']);
  });
});
