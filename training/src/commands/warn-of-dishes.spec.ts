import { expect, it } from 'vitest';
import { warnOfDishes } from './warn-of-dishes.js';

it('counts the photos whose dish has no vector, and says nothing where all have one', () => {
  const pairs = { photos: 12, photoDishes: { Soup: 8, Kiwi: 4 } };
  const categoriser = { labels: 3, labelsWithoutVectors: ['Kiwi', 'Mango'], sharesTrunk: true };
  expect(warnOfDishes({ categoriser, pairs })).toEqual([
    expect.stringMatching(/no word of 2 of the categoriser's 3 labels.*4 of 12 photos/),
  ]);
  expect(warnOfDishes({ categoriser: { ...categoriser, labelsWithoutVectors: [] }, pairs })).toEqual([]);
  expect(warnOfDishes({ pairs: { photos: 12 } })).toEqual([]);
});
