import { type Matrix, type OnProgress, noProgress, rowRange } from '@seje/core';
import { unitRows } from './double-matrix.js';
import { RIDGE_LAMBDAS } from './linear-settings.js';
import { meanReciprocalRank } from './reciprocal-rank.js';
import { predictStandardised, ridgeProblem, solveRidge } from './ridge.js';
import { standardised } from './standardiser.js';

/** Validation pairs that choose lambda; the first ones. */
const VALIDATION_PAIRS = 1000;

/** Row i of both belongs to pair i. */
export interface FeaturePairs {
  /** Pooled photo features, [N, F]. */
  readonly photos: Matrix;
  /** f_term, [N, D]. */
  readonly terms: Matrix;
}

export interface RidgeSplits {
  readonly train: FeaturePairs;
  readonly validation: FeaturePairs;
  readonly test: FeaturePairs;
}

/** Test pairs as unit vectors in one space: row i of `queries` should find row i of `items`. */
export interface RidgeDirection {
  readonly lambda: number;
  readonly queries: Matrix;
  readonly items: Matrix;
}

type Side = (pairs: FeaturePairs) => Matrix;

function direction(
  splits: RidgeSplits,
  { from, to, step }: { from: Side; to: Side; step: string },
  onProgress: OnProgress,
): RidgeDirection {
  const problem = ridgeProblem(from(splits.train), to(splits.train));
  const validation = rowRange(from(splits.validation), 0, VALIDATION_PAIRS);
  const wanted = unitRows(standardised(rowRange(to(splits.validation), 0, VALIDATION_PAIRS), problem.output));
  let best: { score: number; model: ReturnType<typeof solveRidge> } | undefined;
  for (const [i, lambda] of RIDGE_LAMBDAS.entries()) {
    const model = solveRidge(problem, lambda);
    const score = meanReciprocalRank(unitRows(predictStandardised(model, validation)), wanted);
    if (best === undefined || score > best.score) best = { score, model };
    onProgress({ step, done: i + 1, total: RIDGE_LAMBDAS.length });
  }
  const model = best?.model ?? solveRidge(problem, 1);
  return {
    lambda: model.lambda,
    queries: unitRows(predictStandardised(model, from(splits.test))),
    items: unitRows(standardised(to(splits.test), problem.output)),
  };
}

/**
 * The linear baseline of both directions: photos are mapped into f_term space and compared there, recipes
 * into photo-feature space. Spaces are standardised by the train pairs, then cosine similarity. lambda has
 * the best mean reciprocal rank among the validation pairs.
 */
export function ridgeRetrieval(
  splits: RidgeSplits,
  onProgress: OnProgress = noProgress,
): { readonly imageToRecipe: RidgeDirection; readonly recipeToImage: RidgeDirection } {
  const photos: Side = (pairs) => pairs.photos;
  const terms: Side = (pairs) => pairs.terms;
  return {
    imageToRecipe: direction(splits, { from: photos, to: terms, step: 'ridge, image to recipe' }, onProgress),
    recipeToImage: direction(splits, { from: terms, to: photos, step: 'ridge, recipe to image' }, onProgress),
  };
}
