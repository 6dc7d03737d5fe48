import { type Matrix, rowRange } from '@seje/core';
import { crossMoment, product, transposed } from './double-matrix.js';
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
  /** X^T Y / N, [F, D]. */
  readonly moment: DoubleMatrix;
  readonly equations: PrimalEquations | DualEquations;
}

/** W = (X^T X / N + lambda I)^-1 X^T Y / N: a problem of F unknowns a column. */
interface PrimalEquations {
  readonly kind: 'primal';
  /** X^T X / N, lower triangle, [F, F]. */
  readonly gram: DoubleMatrix;
}

/** The same W as X^T (X X^T / N + lambda I)^-1 Y / N: a problem of N unknowns, for fewer pairs than features. */
interface DualEquations {
  readonly kind: 'dual';
  /** X X^T / N, lower triangle, [N, N]. */
  readonly gram: DoubleMatrix;
  /** X standardised, [N, F]. */
  readonly inputs: DoubleMatrix;
  /** Y standardised, [N, D]. */
  readonly outputs: DoubleMatrix;
}

/** Rows that are standardised, in float64, at once: bounds memory. */
const ROWS_AT_ONCE = 4096;

/** Gathers the normal equations of `x` [N, F] -> `y` [N, D]. */
export function ridgeProblem(x: Matrix, y: Matrix): RidgeProblem {
  const [input, output] = [standardiserOf(x), standardiserOf(y)];
  const moment = meanOverRows(x.rows, (from, to) =>
    crossMoment(standardised(rowRange(x, from, to), input), standardised(rowRange(y, from, to), output)),
  );
  if (x.rows >= x.columns) {
    const gram = standardisedGram(x, input);
    return { input, output, moment, equations: { kind: 'primal', gram } };
  }
  const [inputs, outputs] = [standardised(x, input), standardised(y, output)];
  const gram = gramMatrix(transposed(inputs));
  for (let p = 0; p < gram.data.length; p++) gram.data[p]! /= x.rows;
  return { input, output, moment, equations: { kind: 'dual', gram, inputs, outputs } };
}

/** Lower triangle of X^T X / N, [F, F], X being `matrix` [N, F] standardised. */
export function standardisedGram(matrix: Matrix, standardiser: Standardiser): DoubleMatrix {
  return meanOverRows(matrix.rows, (from, to) => {
    const gram = gramMatrix(standardised(rowRange(matrix, from, to), standardiser));
    return { ...gram, data: gram.data.map((x) => x / (to - from)) };
  });
}

/** The mean over `rows` rows of what `of` gives as mean over those from `from` to before `to`. */
function meanOverRows(rows: number, of: (from: number, to: number) => DoubleMatrix): DoubleMatrix {
  let mean: DoubleMatrix | undefined;
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    const to = Math.min(from + ROWS_AT_ONCE, rows);
    const part = of(from, to);
    const share = (to - from) / rows;
    mean ??= { ...part, data: new Float64Array(part.data.length) };
    for (let p = 0; p < part.data.length; p++) mean.data[p]! += share * part.data[p]!;
  }
  return mean ?? { rows: 0, columns: 0, data: new Float64Array() };
}

/** @throws SejeError TRAINING_DIVERGED where lambda is too small for the data */
export function solveRidge(problem: RidgeProblem, lambda: number): RidgeModel {
  const { input, output, moment, equations } = problem;
  const factor = choleskyFactor(plusDiagonal(equations.gram, lambda));
  const weights =
    equations.kind === 'primal'
      ? solveFactored(factor, moment)
      : crossMoment(equations.inputs, solveFactored(factor, equations.outputs)); // [F, D]
  return { lambda, weights, input, output };
}

/** A + value I, [F, F]. */
export function plusDiagonal({ rows, columns, data }: DoubleMatrix, value: number): DoubleMatrix {
  const sum = Float64Array.from(data);
  for (let i = 0; i < rows; i++) sum[i * columns + i]! += value;
  return { rows, columns, data: sum };
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
