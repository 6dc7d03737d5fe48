import { Random } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { LARGEST_FLOAT16, toFloat16 } from './to-float16.js';

const FRACTION_BITS = 10;
const BIAS = 15;
/** Patterns of the finite numbers from 0 up. */
const FINITE = 0x7c00;

/** What a pattern of 16 bits means, without the sign. */
function meaning(bits: number): number {
  const exponent = bits >> FRACTION_BITS;
  const fraction = (bits & 0x3ff) / 2 ** FRACTION_BITS;
  return exponent === 0 ? fraction * 2 ** (1 - BIAS) : (1 + fraction) * 2 ** (exponent - BIAS);
}
const MEANINGS = Array.from({ length: FINITE }, (_, bits) => meaning(bits));

/** The pattern of the nearest of all numbers, of two equally near ones the even pattern. */
function nearest(number: number): number {
  const size = Math.abs(number);
  let best = 0;
  for (let bits = 1; bits < FINITE; bits++) {
    const gap = Math.abs(MEANINGS[bits]! - size);
    const least = Math.abs(MEANINGS[best]! - size);
    if (gap < least || (gap === least && bits % 2 === 0)) best = bits;
  }
  return (Object.is(Math.sign(number), -0) || number < 0 ? 0x8000 : 0) | best;
}

const bitsOf = (numbers: Float32Array): number[] => [
  ...new Uint16Array(toFloat16(numbers, 'numbers').buffer),
];

describe('toFloat16', () => {
  it('takes the nearest number, as a search through all of them does', () => {
    const random = Random.fromSeed(3);
    const numbers = Float32Array.from(
      { length: 1500 },
      () => (random.float() * 2 - 1) * 2 ** (random.int(43) - 27),
    ).filter((number) => Math.abs(number) <= LARGEST_FLOAT16);
    expect(bitsOf(numbers)).toEqual(Array.from(numbers, nearest));
  });

  it('takes the even one of two that are equally near, and not it where one is nearer by the least', () => {
    const patterns = [0, 1, 2, 0x3fe, 0x3ff, 0x400, 0x401, 0x3bff, 0x3c00, 0x3c01, 0x7bfd, 0x7bfe];
    const numbers = Float32Array.from(
      patterns.flatMap((bits) => {
        const middle = (MEANINGS[bits]! + MEANINGS[bits + 1]!) / 2;
        const nudge = middle * 2 ** -23;
        return [middle, -middle, middle - nudge, middle + nudge];
      }),
    );
    expect(bitsOf(numbers)).toEqual(Array.from(numbers, nearest));
  });

  it('keeps every float16 as it is, both zeros too', () => {
    const numbers = Float32Array.from([...MEANINGS, ...MEANINGS.map((number) => -number)]);
    expect(bitsOf(numbers)).toEqual(Array.from(numbers, (_, i) => (i < FINITE ? i : i - FINITE + 0x8000)));
    expect([...new Float32Array(toFloat16(numbers, 'numbers'))]).toEqual([...numbers]);
  });

  it('refuses what float16 does not hold, also what would be rounded down to its largest', () => {
    for (const number of [65505, -65505, 65519, 1e30, Infinity, -Infinity, NaN]) {
      const convert = () => toFloat16(Float32Array.of(1, number), 'f_sent of recipe soup');
      expect(convert).toThrow(expect.objectContaining({ code: 'VECTOR_INVALID' }));
      expect(convert).toThrow(/recipe soup .*found (-?\d|-?Infinity|NaN)/);
    }
    expect(bitsOf(Float32Array.of(65504, -65504))).toEqual([0x7bff, 0xfbff]);
  });
});
