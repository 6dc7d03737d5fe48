import type { Matrix } from '@seje/core';
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

function momentOf(x: DoubleMatrix, y: DoubleMatrix): DoubleMatrix {
  const [features, width] = [x.columns, y.columns];
  const data = new Float64Array(features * width);
  for (let row = 0; row < x.rows; row++) {
    for (let f = 0; f < features; f++) {
      const weight = x.data[row * features + f]! / x.rows;
      if (weight === 0) continue;
      for (let d = 0; d < width; d++) data[f * width + d]! += weight * y.data[row * width + d]!;
    }
  }
  return { rows: features, columns: width, data };
}

/** Gathers the normal equations of `x` [N, F] -> `y` [N, D]. */
export function ridgeProblem(x: Matrix, y: Matrix): RidgeProblem {
  const [input, output] = [standardiserOf(x), standardiserOf(y)];
  const [xs, ys] = [standardised(x, input), standardised(y, output)];
  const gram = gramMatrix(xs);
  for (let p = 0; p < gram.data.length; p++) gram.data[p]! /= x.rows;
  return { input, output, gram, moment: momentOf(xs, ys) };
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
  const xs = standardised(x, model.input);
  const [features, width] = [model.weights.rows, model.weights.columns];
  const out = new Float64Array(x.rows * width);
  for (let row = 0; row < x.rows; row++) {
    for (let f = 0; f < features; f++) {
      const value = xs.data[row * features + f]!;
      if (value === 0) continue;
      for (let d = 0; d < width; d++) out[row * width + d]! += value * model.weights.data[f * width + d]!;
    }
  }
  return { rows: x.rows, columns: width, data: out };
}

/** Predictions in the output's own units, [N, D]. */
export function predictRidge(model: RidgeModel, x: Matrix): Matrix {
  return unstandardised(predictStandardised(model, x), model.output);
}
