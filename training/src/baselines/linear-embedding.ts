import { type Matrix, matrixOf } from '@seje/core';
import type { FeatureRow, FeatureSet } from '../data/feature-set.js';
import type { EmbeddingModel } from '../networks/embedding-model.js';
import type { EncoderWeights } from '../networks/joint-embedding.js';
import { l2Normalise } from '../networks/layers.js';
import { type Variables, dispose, variablesOf } from '../networks/variables.js';
import { numbersOf, tensorOf } from '../tensor-engine/matrix-tensor.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { photoFeatures, recipeFeatures } from './linear-features.js';
import type { LinearSettings } from './linear-settings.js';

/** Rows that go through the product at once; bounds memory. */
const BATCH = 256;

/**
 * A linear model of both sides: (x - mean) kernel, rows scaled to length 1. Weights of each side: `mean` [in],
 * `kernel` [in, E]; what goes in: linear-features.ts.
 */
export class LinearEmbedding implements EmbeddingModel {
  private readonly recipe: Variables;
  private readonly image: Variables;

  constructor(
    private readonly tf: Tf,
    weights: EncoderWeights,
    private readonly settings: Pick<LinearSettings, 'sentences'>,
  ) {
    this.recipe = variablesOf(tf, weights.recipe);
    this.image = variablesOf(tf, weights.image);
  }

  embedRecipes(featureSet: FeatureSet, rows: readonly FeatureRow[]): Matrix {
    return this.inBatches(this.recipe, rows, (some) => recipeFeatures(featureSet, some, this.settings));
  }

  embedPhotos(featureSet: FeatureSet, photoRows: readonly number[]): Matrix {
    return this.inBatches(this.image, photoRows, (some) => photoFeatures(featureSet, some));
  }

  dispose(): void {
    dispose(this.recipe);
    dispose(this.image);
  }

  private inBatches<T>(
    { mean, kernel }: Variables,
    items: readonly T[],
    featuresOf: (some: readonly T[]) => Matrix,
  ): Matrix {
    const { tf } = this;
    const embeddings = matrixOf(items.length, kernel!.shape[1]!);
    for (let start = 0; start < items.length; start += BATCH) {
      const features = featuresOf(items.slice(start, start + BATCH));
      const rows = numbersOf(tf, () => {
        const centred = tf.sub(tensorOf(tf, features), mean!); // [B, in]
        return l2Normalise(tf, tf.matMul(centred, kernel!)); // [B, E]
      });
      embeddings.data.set(rows, start * embeddings.columns);
    }
    return embeddings;
  }
}
