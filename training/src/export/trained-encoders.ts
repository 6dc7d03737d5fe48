import { matrixFromRows, matrixOf } from '@seje/core';
import type { ImageFeatures, RecipeFeatures } from '@seje/encoders';
import type { FeatureRow, FeatureSet } from '../data/feature-set.js';
import { SentencesInMemory } from '../data/sentences/sentences-in-memory.js';
import type { EmbeddingModel } from '../networks/embedding-model.js';
import type { TrainedEncoders } from './parity.js';

/** The trained networks themselves, on the engine that trained them; `model` stays the caller's. */
export function trainedEncoders(model: EmbeddingModel): TrainedEncoders {
  return {
    recipes: async (features) => {
      const set = recipesAsSet(features);
      return model.embedRecipes(set, set.rows);
    },
    images: async (photos) => model.embedPhotos(photosAsSet(photos), [...Array(photos.feature.rows).keys()]),
  };
}

function recipesAsSet(recipes: readonly RecipeFeatures[]): FeatureSet {
  const rows: FeatureRow[] = [];
  const sentences: Float32Array[] = [];
  for (const [termRow, recipe] of recipes.entries()) {
    const { sentenceCount } = recipe;
    const width = recipe.sentences.length / sentenceCount;
    rows.push({
      id: `${termRow}`,
      partition: 'test',
      termRow,
      sentenceStart: sentences.length,
      sentenceCount,
      photoRows: [],
      category: 0,
    });
    for (let i = 0; i < sentenceCount; i++)
      sentences.push(recipe.sentences.subarray(i * width, (i + 1) * width));
  }
  return {
    rows,
    term: matrixFromRows(recipes.map(({ term }) => term)),
    sentences: new SentencesInMemory(matrixFromRows(sentences)),
    photos: matrixOf(0, 0),
    categoryCount: 1,
    fingerprint: '',
  };
}

function photosAsSet({ feature, category }: ImageFeatures): FeatureSet {
  return {
    rows: [],
    term: matrixOf(0, 0),
    sentences: new SentencesInMemory(matrixOf(0, 0)),
    photos: feature,
    ...(category && { photoCategories: category }),
    categoryCount: 1,
    fingerprint: '',
  };
}
