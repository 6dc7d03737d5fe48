import type { Matrix } from '@seje/core';
import type { FeatureRow, FeatureSet } from '../data/feature-set.js';

/** Both encoders of a run, trained or in closed form: what evaluation, parity and export ask for embeddings. */
export interface EmbeddingModel {
  /** Unit rows [rows.length, E]. */
  embedRecipes(featureSet: FeatureSet, rows: readonly FeatureRow[]): Matrix;
  /** Unit rows [photoRows.length, E]; a photo is named by its row of `featureSet.photos`. */
  embedPhotos(featureSet: FeatureSet, photoRows: readonly number[]): Matrix;
  /** Gives back what the engine holds for it. */
  dispose(): void;
}
