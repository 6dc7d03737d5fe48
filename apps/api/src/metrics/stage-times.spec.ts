import { describe, expect, it } from 'vitest';
import { stageTimes } from './stage-times.js';

describe('stageTimes', () => {
  it('counts as waiting what the engine did not work on', () => {
    expect(stageTimes(100, { decodeMs: 20, encodeMs: 50, searchMs: 5, batch: 1 })).toEqual({
      queue: 25,
      decode: 20,
      encode: 50,
      search: 5,
    });
  });

  it('has no decoding for a recipe', () => {
    expect(stageTimes(10, { encodeMs: 4, searchMs: 1, batch: 2 })).toEqual({
      queue: 5,
      encode: 4,
      search: 1,
    });
  });

  it('never waits less than nothing where the two clocks disagree', () => {
    expect(stageTimes(10, { encodeMs: 10.2, searchMs: 0.1, batch: 1 }).queue).toBe(0);
  });
});
