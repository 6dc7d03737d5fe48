import { type OnProgress, type Partition, chosenRows } from '@seje/core';
import { type EvaluationReport, evaluateRetrieval } from '@seje/retrieval';
import { type FeaturePairs, ridgeRetrieval } from '../baselines/ridge-retrieval.js';
import { type FeatureSet, rowsOfPartition } from '../data/feature-set.js';
import { readFeatureSet } from '../data/read-feature-set.js';
import { openOnnxProduct } from '../evaluation/onnx-product.js';
import type { RunFolder } from './run-folder.js';

export interface BaselineOptions {
  readonly bagSize: number;
  readonly bags: number;
  readonly seed: number;
  readonly onProgress: OnProgress;
}

/** Ridge regression's ranks on the run's test pairs, in the shape of evaluation.json. */
export interface BaselineReport extends EvaluationReport {
  readonly baseline: 'ridge';
  /** Chosen on the validation pairs, per direction. */
  readonly lambda: { readonly imageToRecipe: number; readonly recipeToImage: number };
}

/** Fits ridge regression on the run's train pairs and ranks its test pairs: one photo a recipe, its first. */
export async function evaluateBaseline(run: RunFolder, options: BaselineOptions): Promise<BaselineReport> {
  const features = await readFeatureSet(run.features);
  const splits = {
    train: pairsOf(features, 'train'),
    validation: pairsOf(features, 'val'),
    test: pairsOf(features, 'test'),
  };
  const { imageToRecipe, recipeToImage } = ridgeRetrieval(splits, options.onProgress);
  const { product, release } = await openOnnxProduct({ provider: 'cpu' });
  try {
    const fromImages = await evaluateRetrieval(
      { images: imageToRecipe.queries, recipes: imageToRecipe.items },
      { ...options, product },
    );
    const fromRecipes = await evaluateRetrieval(
      { recipes: recipeToImage.queries, images: recipeToImage.items },
      { ...options, product },
    );
    return {
      ...fromImages,
      recipeToImage: fromRecipes.recipeToImage,
      baseline: 'ridge',
      lambda: { imageToRecipe: imageToRecipe.lambda, recipeToImage: recipeToImage.lambda },
    };
  } finally {
    await release();
  }
}

function pairsOf(features: FeatureSet, partition: Partition): FeaturePairs {
  const rows = rowsOfPartition(features, partition);
  return {
    photos: chosenRows(
      features.photos,
      rows.map(({ photoRows }) => photoRows[0]!),
    ),
    terms: chosenRows(
      features.term,
      rows.map(({ termRow }) => termRow),
    ),
  };
}
