import { Random, matrixOf } from '@seje/core';
import { SentencesInMemory } from '../data/sentences/sentences-in-memory.js';
import type { SampledFeatures } from './parity-samples.js';

export interface SampledWidths {
  readonly termDimension: number;
  readonly sentenceDimension: number;
  readonly featureDimension: number;
  /** Dc; absent: photos have no f_cat. */
  readonly categoryDimension?: number;
}

/** Recipes with two photos each and 1 to 6 sentences; every number is normal noise. */
export function sampledFeatures(
  { termDimension, sentenceDimension, featureDimension, categoryDimension }: SampledWidths,
  recipes: number,
  random = Random.fromSeed(5),
): SampledFeatures {
  const counts = Array.from({ length: recipes }, () => 1 + random.int(6));
  const noise = (rows: number, columns: number): SampledFeatures['term'] => {
    const matrix = matrixOf(rows, columns);
    matrix.data.forEach((_, i) => (matrix.data[i] = random.normal()));
    return matrix;
  };
  let start = 0;
  const rows = counts.map((sentenceCount, i) => {
    start += sentenceCount;
    return {
      id: `r${i}`,
      partition: 'val' as const,
      termRow: i,
      sentenceStart: start - sentenceCount,
      sentenceCount,
      photoRows: [2 * i, 2 * i + 1],
      category: 0,
    };
  });
  return {
    rows,
    term: noise(recipes, termDimension),
    sentences: new SentencesInMemory(noise(start, sentenceDimension)),
    photos: noise(2 * recipes, featureDimension),
    ...(categoryDimension !== undefined && { photoCategories: noise(2 * recipes, categoryDimension) }),
    categoryCount: 1,
  };
}
