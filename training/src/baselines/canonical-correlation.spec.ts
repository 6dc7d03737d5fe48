import { type Matrix, Random, matrixOf, rowOf } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { canonicalDirections } from './canonical-correlation.js';
import { crossMoment, product } from './double-matrix.js';
import { ridgeProblem, solveRidge, standardisedGram } from './ridge.js';
import { standardised } from './standardiser.js';
import type { DoubleMatrix } from './symmetric-solver.js';

const [PAIRS, WIDE, NARROW] = [400, 9, 4];
/** So little that the plain properties of CCA hold to a few digits. */
const ALMOST_NOTHING = 1e-9;

/** Two views of the same hidden numbers, with noise; the second view is the narrower. */
function views(seed: number): { x: Matrix; y: Matrix } {
  const random = Random.derived(seed, 'views');
  const [x, y] = [matrixOf(PAIRS, WIDE), matrixOf(PAIRS, NARROW)];
  for (let i = 0; i < PAIRS; i++) {
    const hidden = [random.normal(), random.normal(), random.normal()];
    rowOf(x, i).forEach((_, f, row) => (row[f] = 2 + hidden[f % 3]! + 0.7 * random.normal()));
    rowOf(y, i).forEach((_, d, row) => (row[d] = hidden[d % 3]! * (d + 1) + random.normal() - 1));
  }
  return { x, y };
}

function fitted({ x, y }: { x: Matrix; y: Matrix }, lambda: number) {
  const problem = ridgeProblem(x, y);
  const ridge = solveRidge(problem, lambda);
  const [xs, ys] = [standardised(x, problem.input), standardised(y, problem.output)];
  const found = canonicalDirections(problem, ridge, standardisedGram(y, problem.output));
  return {
    correlations: found.correlations,
    ofX: product(product(xs, ridge.weights), found.prediction), // [N, K]
    ofY: product(ys, found.output), // [N, K]
    toX: product(ridge.weights, found.prediction), // [F, K]
    toY: found.output, // [D, K]
    moment: problem.moment,
  };
}

const at = ({ columns, data }: DoubleMatrix, i: number, j: number): number => data[i * columns + j]!;

/** Largest correlation of a direction of X with one of Y, by alternating least squares: no decomposition in it. */
function firstCorrelation(x: Matrix, y: Matrix): number {
  const problems = { toY: ridgeProblem(x, y), toX: ridgeProblem(y, x) };
  const [wy, wx] = [solveRidge(problems.toY, ALMOST_NOTHING), solveRidge(problems.toX, ALMOST_NOTHING)];
  const [xs, ys] = [standardised(x, problems.toY.input), standardised(y, problems.toY.output)];
  let b: DoubleMatrix = { rows: NARROW, columns: 1, data: new Float64Array(NARROW).fill(1) };
  const unit = ({ rows, columns, data }: DoubleMatrix): DoubleMatrix => {
    const norm = Math.hypot(...data) / Math.sqrt(PAIRS);
    return { rows, columns, data: data.map((value) => value / norm) };
  };
  let rho = 0;
  for (let step = 0; step < 500; step++) {
    const u = unit(product(xs, product(wy.weights, b))); // best prediction of Y b from X
    // of all Y b the one that u predicts best: the regression of u on Y, by W of Y -> X applied to u's own direction
    const a = product(wy.weights, b);
    b = product(wx.weights, a);
    const v = unit(product(ys, b));
    rho = crossMoment(u, v).data[0]!;
    const length = Math.hypot(...b.data);
    b = { ...b, data: b.data.map((value) => value / length) };
  }
  return rho;
}

describe('canonical correlation analysis', () => {
  it('has variates of variance 1 that correlate only with their counterpart', () => {
    const { correlations, ofX, ofY } = fitted(views(1), ALMOST_NOTHING);
    expect(correlations).toHaveLength(NARROW);
    for (const [a, b, same] of [
      [ofX, ofX, () => 1],
      [ofY, ofY, () => 1],
      [ofX, ofY, (i: number) => correlations[i]!],
    ] as const) {
      const moments = crossMoment(a, b);
      for (let i = 0; i < NARROW; i++) {
        for (let j = 0; j < NARROW; j++) expect(at(moments, i, j)).toBeCloseTo(i === j ? same(i) : 0, 5);
      }
    }
  });

  it('finds the largest correlation that there is, and then smaller ones', () => {
    const { x, y } = views(2);
    const { correlations } = fitted({ x, y }, ALMOST_NOTHING);
    expect(correlations[0]).toBeCloseTo(firstCorrelation(x, y), 6);
    expect([...correlations]).toEqual([...correlations].sort((a, b) => b - a));
    expect(correlations[0]).toBeLessThan(1);
    expect(correlations.at(-1)).toBeGreaterThan(0);
  });

  it('sees the same correlations in any units and mixture of the features', () => {
    const { x, y } = views(3);
    const mixed = matrixOf(PAIRS, WIDE);
    const random = Random.fromSeed(4);
    const mixing = Array.from({ length: WIDE * WIDE }, () => random.normal());
    for (let i = 0; i < PAIRS; i++) {
      rowOf(mixed, i).forEach((_, f, row) => {
        row[f] = 5 + rowOf(x, i).reduce((sum, value, g) => sum + 3 * value * mixing[g * WIDE + f]!, 0);
      });
    }
    const [plain, other] = [fitted({ x, y }, ALMOST_NOTHING), fitted({ x: mixed, y }, ALMOST_NOTHING)];
    plain.correlations.forEach((rho, i) => expect(other.correlations[i]).toBeCloseTo(rho, 4));
  });

  it('meets the equations of the regularised problem, whose correlations are smaller', () => {
    const { x, y } = views(5);
    const lambda = 0.5;
    const { correlations, toX, toY, ofX, ofY, moment } = fitted({ x, y }, lambda);
    const [varianceX, varianceY] = [crossMoment(ofX, ofX), crossMoment(ofY, ofY)];
    const [lengthX, lengthY] = [crossMoment(toX, toX), crossMoment(toY, toY)];
    for (let i = 0; i < NARROW; i++) {
      for (let j = 0; j < NARROW; j++) {
        const one = i === j ? 1 : 0;
        expect(at(varianceX, i, j) + lambda * WIDE * at(lengthX, i, j)).toBeCloseTo(one, 6);
        expect(at(varianceY, i, j) + lambda * NARROW * at(lengthY, i, j)).toBeCloseTo(one, 6);
      }
    }
    const between = crossMoment(toX, product(moment, toY)); // a^T Sxy b, divided by F
    correlations.forEach((rho, i) => expect(WIDE * at(between, i, i)).toBeCloseTo(rho, 6));
    fitted({ x, y }, ALMOST_NOTHING).correlations.forEach((rho, i) =>
      expect(correlations[i]).toBeLessThan(rho),
    );
  });

  it('leaves out directions of a side that has fewer features than the other has columns', () => {
    const { x, y } = views(6);
    const { correlations } = fitted({ x: y, y: x }, ALMOST_NOTHING);
    expect(correlations).toHaveLength(NARROW);
  });
});
