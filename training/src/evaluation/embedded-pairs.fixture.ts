import { Random, l2Normalised, matrixFromRows } from '@seje/core';
import type { EmbeddedPairs } from './embedded-pairs.js';

/** Every third recipe. */
const SOUPS = 3;

/**
 * Pairs whose photo and recipe are random unit vectors, the more alike the less noise there is; every third
 * recipe is a soup (category 1), the others are `background`.
 */
export function embeddedPairs(count: number, { noise = 0.5, seed = 1, width = 16 } = {}): EmbeddedPairs {
  const random = Random.fromSeed(seed);
  const numbers = (): Float32Array => Float32Array.from({ length: width }, () => random.normal());
  const images = Array.from({ length: count }, numbers);
  const recipes = images.map((image) => image.map((x) => x + noise * random.normal()));
  return {
    pairs: images.map((_, i) => ({
      recipe: { id: `r${i}`, title: `Dish ${i}`, ingredients: [`${i} eggs`] },
      photo: { id: `p${i}.jpg`, path: `/photos/p${i}.jpg` },
      category: i % SOUPS === 0 ? 1 : 0,
    })),
    embeddings: {
      images: matrixFromRows(images.map(l2Normalised)),
      recipes: matrixFromRows(recipes.map(l2Normalised)),
    },
    categories: [
      { number: 0, name: 'background' },
      { number: 1, name: 'soup' },
    ],
  };
}
