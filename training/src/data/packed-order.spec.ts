import { describe, expect, it } from 'vitest';
import { packedOrder } from './packed-order.js';

describe('packedOrder', () => {
  it('puts the longest first and finds each last step', () => {
    // rows of the steps: 1 3 0 2 | 1 3 0 | 1 3
    expect(packedOrder([2, 3, 1, 3])).toEqual({
      order: [1, 3, 0, 2],
      counts: [4, 3, 2],
      lastRows: Int32Array.from([6, 7, 3, 8]),
    });
  });

  it('keeps sequences of one length in their order', () => {
    expect(packedOrder([1, 1, 1])).toEqual({
      order: [0, 1, 2],
      counts: [3],
      lastRows: Int32Array.from([0, 1, 2]),
    });
  });
});
