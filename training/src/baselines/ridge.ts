import type { Matrix } from '@seje/core';
import { crossMoment, product } from './double-matrix.js';
import { type Standardiser, standardised, standardiserOf, unstandardised } from './standardiser.js';
import { type DoubleMatrix, choleskyFactor, gramMatrix, solveFactored } from './symmetric-solver.js';

/**
 * Ridge regression in closed form on standardised columns (Hoerl and Kennard 1970):
 * W = (X^T X / N + lambda I)^-1 X^T Y / N, X [N, F], Y [N, D], W [F, D].
 */
export interface RidgeModel {
  readonly lambda: number;
  readonly weights: DoubleMatrix;
  readonly input: Standardiser;
  readonly output: Standardiser;
}

/** The part of a fit that is the same for every lambda. */
export interface RidgeProblem {
  readonly input: Standardiser;
  readonly output: Standardiser;
  /** X^T X / N, lower triangle, [F, F]. */
  readonly gram: DoubleMatrix;
  /** X^T Y / N, [F, D]. */
  readonly moment: DoubleMatrix;
}

/** Gathers the normal equations of `x` [N, F] -> `y` [N, D]. */
export function ridgeProblem(x: Matrix, y: Matrix): RidgeProblem {
  const [input, output] = [standardiserOf(x), standardiserOf(y)];
  const [xs, ys] = [standardised(x, input), standardised(y, output)];
  const gram = gramMatrix(xs);
  for (let p = 0; p < gram.data.length; p++) gram.data[p]! /= x.rows;
  return { input, output, gram, moment: crossMoment(xs, ys) };
}

/** @throws SejeError TRAINING_DIVERGED where lambda is too small for the data */
export function solveRidge(problem: RidgeProblem, lambda: number): RidgeModel {
  const { rows: size } = problem.gram;
  const data = Float64Array.from(problem.gram.data);
  for (let f = 0; f < size; f++) data[f * size + f]! += lambda;
  const factor = choleskyFactor({ rows: size, columns: size, data });
  return {
    lambda,
    weights: solveFactored(factor, problem.moment),
    input: problem.input,
    output: problem.output,
  };
}

export function fitRidge(x: Matrix, y: Matrix, lambda: number): RidgeModel {
  return solveRidge(ridgeProblem(x, y), lambda);
}

/** Predictions in standardised output columns, [N, D]. */
export function predictStandardised(model: RidgeModel, x: Matrix): DoubleMatrix {
  return product(standardised(x, model.input), model.weights);
}

/** Predictions in the output's own units, [N, D]. */
export function predictRidge(model: RidgeModel, x: Matrix): Matrix {
  return unstandardised(predictStandardised(model, x), model.output);
}
