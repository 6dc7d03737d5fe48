import { type Matrix, matrixOf, rowOf } from '@seje/core';
import type { FeatureRow, FeatureSet } from '../data/feature-set.js';
import type { LinearSettings } from './linear-settings.js';

/** Recipes as a linear model reads them: f_term, [N, Dt], or beside it the mean of f_sent, [N, Dt + Ds]. */
export function recipeFeatures(
  { term, sentences }: FeatureSet,
  rows: readonly FeatureRow[],
  settings: Pick<LinearSettings, 'sentences'>,
): Matrix {
  const features = matrixOf(rows.length, term.columns + (settings.sentences ? sentences.columns : 0));
  for (const [i, { termRow, sentenceStart, sentenceCount }] of rows.entries()) {
    const target = rowOf(features, i);
    target.set(rowOf(term, termRow));
    if (!settings.sentences) continue;
    const mean = target.subarray(term.columns);
    const ofRecipe = sentences.read(sentenceStart, sentenceCount);
    for (let s = 0; s < sentenceCount; s++) {
      const sentence = rowOf(ofRecipe, s);
      for (let d = 0; d < mean.length; d++) mean[d]! += sentence[d]! / sentenceCount;
    }
  }
  return features;
}

/** Photos as a linear model reads them: the pooled feature and, where the set has it, f_cat, [N, F + Dc]. */
export function photoFeatures({ photos, photoCategories }: FeatureSet, photoRows: readonly number[]): Matrix {
  const features = matrixOf(photoRows.length, photos.columns + (photoCategories?.columns ?? 0));
  for (const [i, photoRow] of photoRows.entries()) {
    const target = rowOf(features, i);
    target.set(rowOf(photos, photoRow));
    if (photoCategories !== undefined) target.set(rowOf(photoCategories, photoRow), photos.columns);
  }
  return features;
}
