import { type TestContext, describe, expect, it } from 'vitest';
import type { ReadSentences, SentenceEncoder } from './sentence-encoder.js';
import { wordsOf } from './words.js';

const recipes: readonly ReadSentences[] = [
  ['Simmer the onions in water.', '1.', 'Season with salt and pepper.'],
  ['Stir.'],
  [],
  [`${'Stir the onions slowly with salt, '.repeat(60)}then serve.`],
].map((text) => ({ text, terms: text.map((line) => wordsOf(line, new Set(['the', 'in', 'and']))) }));
/** How many of each recipe's sentences say something. */
const SPEAKING = [2, 1, 0, 1];

/**
 * What every sentence encoder must do that knows the words simmer, onions, water, season, salt, pepper, stir.
 * @param open skips the test where the encoder cannot be had here
 */
export function describeSentenceEncoder(
  name: string,
  open: (ctx: TestContext) => Promise<SentenceEncoder>,
): void {
  async function withEncoder<T>(
    ctx: TestContext,
    work: (encoder: SentenceEncoder) => Promise<T>,
  ): Promise<T> {
    const encoder = await open(ctx);
    try {
      return await work(encoder);
    } finally {
      await encoder.release();
    }
  }

  describe(`sentence encoder ${name}`, () => {
    it('gives a row for each sentence that says something, one of zeros where none does', async (ctx) => {
      await withEncoder(ctx, async (encoder) => {
        const features = await encoder.encode(recipes);
        expect(features.map(({ count }) => count)).toEqual(SPEAKING.map((count) => Math.max(1, count)));
        expect(features.map(({ skipped }) => skipped)).toEqual([1, 0, 0, 0]);
        for (const [i, { rows, count }] of features.entries()) {
          expect(rows).toHaveLength(count * encoder.dimension);
          expect(rows.every(Number.isFinite)).toBe(true);
          expect(rows.some((x) => x !== 0)).toBe(SPEAKING[i]! > 0);
        }
      });
    });

    it('encodes a recipe the same alone, in company, and again', async (ctx) => {
      await withEncoder(ctx, async (encoder) => {
        const together = await encoder.encode(recipes);
        for (const [i, recipe] of recipes.entries()) {
          const [alone] = await encoder.encode([recipe]);
          for (const [at, x] of alone!.rows.entries()) expect(x).toBeCloseTo(together[i]!.rows[at]!, 5);
        }
      });
    });

    it('encodes nothing where there is nothing', async (ctx) => {
      expect(await withEncoder(ctx, (encoder) => encoder.encode([]))).toEqual([]);
    });
  });
}
