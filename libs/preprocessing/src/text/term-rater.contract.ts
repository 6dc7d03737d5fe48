import { type TestContext, describe, expect, it } from 'vitest';
import { Lexicon } from './lexicon.js';
import { ENGLISH_STOP_WORDS } from './stop-words.js';
import { TermReader } from './term-lines.js';
import type { RatableText, TermRater } from './term-rater.js';

const reader = new TermReader(new Set(ENGLISH_STOP_WORDS), new Lexicon(['greek_yogurt', 'red_onions']), {
  maxIngredients: 20,
  maxSentences: 20,
});

const soup = {
  title: 'Onion soup',
  ingredients: ['2 red onions, peeled', '1 l water', 'Salt & 1½ tsp crème fraîche'],
  instructions: ['Simmer the red onions in the water.', '1.', 'Season with salt.'],
};
const dip = {
  title: 'Dip',
  ingredients: ['Greek yogurt'],
  instructions: ['Stir the Greek yogurt. Stir again!'],
};
/** Longer than a BERT window. */
const long = {
  title: 'Stew',
  ingredients: ['beef'],
  instructions: Array.from(
    { length: 20 },
    (_, i) => `${'Stir the stew slowly with a spoon, '.repeat(i)}done.`,
  ),
};
const nothing = { title: '', ingredients: [], instructions: ['1 / 2'] };

const texts: readonly RatableText[] = [soup, dip, long, nothing].map((recipe) =>
  reader.ratable(recipe, reader.read(recipe)),
);

/** What every term rater must do. @param open skips the test where the rater cannot be had here */
export function describeTermRater(name: string, open: (ctx: TestContext) => Promise<TermRater>): void {
  async function withRater<T>(ctx: TestContext, work: (rater: TermRater) => Promise<T>): Promise<T> {
    const rater = await open(ctx);
    try {
      return await work(rater);
    } finally {
      await rater.release();
    }
  }

  describe(`term rater ${name}`, () => {
    it('rates every term once, in order of first appearance', async (ctx) => {
      const ratings = await withRater(ctx, (rater) => rater.rate(texts));
      expect(ratings.map((rating) => [...rating.keys()])).toEqual(
        texts.map(({ lines }) => [...new Set(lines.flat())]),
      );
    });

    it('gives finite ratings, none negative, not all of them 0', async (ctx) => {
      const ratings = await withRater(ctx, (rater) => rater.rate(texts));
      for (const [i, rating] of ratings.entries()) {
        for (const value of rating.values()) expect(value >= 0 && Number.isFinite(value)).toBe(true);
        const total = [...rating.values()].reduce((sum, value) => sum + value, 0);
        if (texts[i]!.lines.flat().length > 0) expect(total).toBeGreaterThan(0);
      }
    });

    it('rates a recipe the same alone, in company, and again', async (ctx) => {
      await withRater(ctx, async (rater) => {
        const together = await rater.rate(texts);
        for (const [i, text] of texts.entries()) {
          const [alone] = await rater.rate([text]);
          for (const [term, value] of alone!) expect(value).toBeCloseTo(together[i]!.get(term)!, 5);
        }
      });
    });

    it('rates nothing where there is nothing', async (ctx) => {
      expect(await withRater(ctx, (rater) => rater.rate([]))).toEqual([]);
      expect(await withRater(ctx, (rater) => rater.rate([texts.at(-1)!]))).toEqual([new Map()]);
    });
  });
}
