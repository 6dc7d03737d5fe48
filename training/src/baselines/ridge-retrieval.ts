import { type Matrix, type OnProgress, dot, l2Normalised, matrixOf, noProgress, rowOf } from '@seje/core';
import { predictStandardised, ridgeProblem, solveRidge } from './ridge.js';
import { standardised } from './standardiser.js';
import type { DoubleMatrix } from './symmetric-solver.js';

/** lambda values tried, relative to a gram matrix with 1 on its diagonal. */
export const RIDGE_LAMBDAS: readonly number[] = [0.03, 0.1, 0.3, 1, 3, 10];
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

function unitRows(matrix: DoubleMatrix): Matrix {
  const out = matrixOf(matrix.rows, matrix.columns, Float32Array.from(matrix.data));
  for (let i = 0; i < out.rows; i++) rowOf(out, i).set(l2Normalised(rowOf(out, i)));
  return out;
}

/** Mean of 1 / rank of the right item, 1-based; ties count against the query. */
function meanReciprocalRank(queries: Matrix, items: Matrix): number {
  let sum = 0;
  for (let i = 0; i < queries.rows; i++) {
    const query = rowOf(queries, i);
    const right = dot(query, rowOf(items, i));
    let rank = 1;
    for (let j = 0; j < items.rows; j++) if (j !== i && dot(query, rowOf(items, j)) >= right) rank++;
    sum += 1 / rank;
  }
  return sum / queries.rows;
}

function firstRows(matrix: Matrix, count: number): Matrix {
  const rows = Math.min(matrix.rows, count);
  return matrixOf(rows, matrix.columns, matrix.data.subarray(0, rows * matrix.columns));
}

type Side = (pairs: FeaturePairs) => Matrix;

function direction(
  splits: RidgeSplits,
  { from, to, step }: { from: Side; to: Side; step: string },
  onProgress: OnProgress,
): RidgeDirection {
  const problem = ridgeProblem(from(splits.train), to(splits.train));
  const validation = firstRows(from(splits.validation), VALIDATION_PAIRS);
  const wanted = unitRows(standardised(firstRows(to(splits.validation), VALIDATION_PAIRS), problem.output));
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
