import type { Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { linearWeights } from './initial-weights.js';
import { linear } from './layers.js';
import type { NamedWeights } from './named-weights.js';
import type { Variables } from './variables.js';

interface ClassifierWidths {
  readonly jointDimension: number;
  readonly categories: number;
}

export function classifierShapes({
  jointDimension,
  categories,
}: ClassifierWidths): Record<string, readonly number[]> {
  return { 'category.kernel': [jointDimension, categories], 'category.bias': [categories] };
}

/** `category.kernel [E, C]`, `category.bias [C]`. */
export function initialClassifierWeights(
  { jointDimension, categories }: ClassifierWidths,
  random: Random,
): NamedWeights {
  return linearWeights('category', [jointDimension, categories], random);
}

/** One linear layer from the joint space to the recipe categories, shared by both modalities (SEJE, section 4). */
export class CategoryClassifier {
  constructor(
    private readonly tf: Tf,
    readonly weights: Variables,
  ) {}

  /** Embeddings [B, E] -> logits [B, C]. */
  logits(embeddings: tensorflow.Tensor2D): tensorflow.Tensor2D {
    return linear(this.tf, this.weights, { name: 'category', x: embeddings });
  }
}
