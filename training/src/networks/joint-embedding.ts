import { type Matrix, type Random, matrixOf } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import { photoInputs, recipeInputs } from '../data/batch-tensors.js';
import type { FeatureRow, FeatureSet } from '../data/feature-set.js';
import { numbersOf } from '../tensor-engine/matrix-tensor.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { EmbeddingModel } from './embedding-model.js';
import { ImageEncoder, initialImageWeights } from './image-encoder.js';
import { type NamedWeights, prefixed } from './named-weights.js';
import { type NetworkSettings, RecipeEncoder, initialRecipeWeights } from './recipe-encoder.js';
import { dispose, namedWeightsOf, trainable, type Variables, variablesOf } from './variables.js';

/** The weights of both encoders. */
export interface EncoderWeights {
  readonly recipe: NamedWeights;
  readonly image: NamedWeights;
}

/** Rows that inference sends through an encoder at once; bounds memory. */
const INFERENCE_BATCH = 256;

/** Fresh weights for the widths of a feature set. */
export function initialWeights(
  { term, sentences, photos, photoCategories }: FeatureSet,
  settings: NetworkSettings,
  random: Random,
): EncoderWeights {
  const text = { termDimension: term.columns, sentenceDimension: sentences.columns };
  const image = { photoDimension: photos.columns, categoryDimension: photoCategories?.columns ?? 0 };
  return {
    recipe: initialRecipeWeights(text, settings, random),
    image: initialImageWeights(image, settings, random),
  };
}

/** E_R and E_V on one engine: what training moves, and what parity and evaluation ask for embeddings. */
export class JointEmbedding implements EmbeddingModel {
  readonly recipe: RecipeEncoder;
  readonly image: ImageEncoder;

  constructor(
    private readonly tf: Tf,
    weights: EncoderWeights,
    private readonly settings: NetworkSettings,
  ) {
    this.recipe = new RecipeEncoder(tf, variablesOf(tf, weights.recipe), settings);
    this.image = new ImageEncoder(tf, variablesOf(tf, weights.image), settings);
  }

  /** Unit rows [rows, E], in inference mode. */
  embedRecipes(featureSet: FeatureSet, rows: readonly FeatureRow[]): Matrix {
    return this.inBatches(rows, (some) =>
      this.recipe.encode(recipeInputs(this.tf, featureSet, some), 'infer'),
    );
  }

  /** Unit rows [photoRows, E], in inference mode. */
  embedPhotos(featureSet: FeatureSet, photoRows: readonly number[]): Matrix {
    return this.inBatches(photoRows, (some) =>
      this.image.encode(photoInputs(this.tf, featureSet, some), 'infer'),
    );
  }

  /** `recipe.<name>` and `image.<name>` of what gradients move. */
  trainable(): Variables {
    return {
      ...prefixed('recipe.', trainable(this.recipe.weights)),
      ...prefixed('image.', trainable(this.image.weights)),
    };
  }

  weights(): EncoderWeights {
    return { recipe: namedWeightsOf(this.recipe.weights), image: namedWeightsOf(this.image.weights) };
  }

  dispose(): void {
    dispose(this.recipe.weights);
    dispose(this.image.weights);
  }

  private inBatches<T>(items: readonly T[], encode: (some: readonly T[]) => tensorflow.Tensor2D): Matrix {
    const width = this.settings.jointDimension;
    const embeddings = matrixOf(items.length, width);
    for (let start = 0; start < items.length; start += INFERENCE_BATCH) {
      const rows = numbersOf(this.tf, () => encode(items.slice(start, start + INFERENCE_BATCH)));
      embeddings.data.set(rows, start * width);
    }
    return embeddings;
  }
}
