import { type Random, SejeError, chosenRows, rowOf } from '@seje/core';
import type { ImageFeatures, RecipeFeatures } from '@seje/encoders';
import type { FeatureSet } from '../data/feature-set.js';

/** How many recipes, and as many photos, are compared. */
export const PARITY_SAMPLES = 64;

/** Real features that trained and exported encoders are compared on. */
export interface ParitySamples {
  readonly recipes: readonly RecipeFeatures[];
  /** Photo features, N rows. */
  readonly images: ImageFeatures;
}

/** A feature set, or one partition's rows of it. */
export type SampledFeatures = Omit<FeatureSet, 'fingerprint'>;

/**
 * Draws recipes with one photo each; all of them where the set holds fewer than 64.
 * @throws SejeError DATA_EMPTY
 */
export function paritySamples(features: SampledFeatures, random: Random): ParitySamples {
  const drawn = random.shuffled(features.rows).slice(0, PARITY_SAMPLES);
  if (drawn.length === 0) {
    throw new SejeError('DATA_EMPTY', {
      message: 'There are no features to compare the exported encoders on',
      expected: 'at least one recipe with a photo',
      found: 'none',
    });
  }
  const { photoCategories } = features;
  const photoRows = drawn.flatMap((row) => row.photoRows.slice(0, 1));
  return {
    recipes: drawn.map(({ termRow, sentenceStart, sentenceCount }) => ({
      term: rowOf(features.term, termRow),
      sentences: features.sentences.read(sentenceStart, sentenceCount).data,
      sentenceCount,
    })),
    images: {
      feature: chosenRows(features.photos, photoRows),
      ...(photoCategories && { category: chosenRows(photoCategories, photoRows) }),
    },
  };
}
