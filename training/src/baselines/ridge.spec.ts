import { type Matrix, Random, matrixOf, rowOf } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { fitRidge, predictRidge } from './ridge.js';
import { choleskyFactor, gramMatrix, solveFactored } from './symmetric-solver.js';

const randomMatrix = (rows: number, columns: number, label: string): Matrix => {
  const random = Random.derived(1, label);
  return matrixOf(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => random.normal() + 0.5),
  );
};

/** Ridge predictions by plain gradient descent on the same objective, one output column at a time. */
function slowRidge(x: Matrix, y: Matrix, lambda: number): (row: Float32Array) => number[] {
  const column = (m: Matrix, j: number): number[] =>
    Array.from({ length: m.rows }, (_, i) => rowOf(m, i)[j]!);
  const mean = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const deviation = (values: number[]): number => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));
  const moments = (m: Matrix) =>
    Array.from({ length: m.columns }, (_, j) => ({
      mean: mean(column(m, j)),
      scale: deviation(column(m, j)),
    }));
  const [inputs, outputs] = [moments(x), moments(y)];
  const xs = Array.from({ length: x.rows }, (_, i) =>
    inputs.map((m, j) => (rowOf(x, i)[j]! - m.mean) / m.scale),
  );
  const weights = outputs.map((output, d) => {
    const ys = column(y, d).map((value) => (value - output.mean) / output.scale);
    let w = inputs.map(() => 0);
    for (let step = 0; step < 4000; step++) {
      const errors = xs.map((row, i) => row.reduce((sum, v, j) => sum + v * w[j]!, 0) - ys[i]!);
      w = w.map((wj, j) => wj - 0.2 * (mean(errors.map((e, i) => e * xs[i]![j]!)) + lambda * wj));
    }
    return w;
  });
  return (row) =>
    outputs.map(
      (output, d) =>
        output.mean +
        output.scale *
          inputs.reduce((sum, m, j) => sum + (weights[d]![j]! * (row[j]! - m.mean)) / m.scale, 0),
    );
}

describe('ridge regression', () => {
  it('predicts what gradient descent on the same objective finds', () => {
    const [x, y] = [randomMatrix(60, 6, 'x'), randomMatrix(60, 3, 'y')];
    for (let i = 0; i < x.rows; i++) rowOf(y, i)[0]! += 2 * rowOf(x, i)[1]!;
    const fresh = randomMatrix(5, 6, 'fresh');
    const predicted = predictRidge(fitRidge(x, y, 0.1), fresh);
    const oracle = slowRidge(x, y, 0.1);
    for (let i = 0; i < fresh.rows; i++) {
      oracle(rowOf(fresh, i)).forEach((value, d) => expect(rowOf(predicted, i)[d]).toBeCloseTo(value, 4));
    }
  });

  it('finds the same in the space of the pairs where there are fewer of them than features', () => {
    const [x, y] = [randomMatrix(12, 20, 'x'), randomMatrix(12, 3, 'y')];
    const twice = (m: Matrix): Matrix =>
      matrixOf(2 * m.rows, m.columns, Float32Array.from([...m.data, ...m.data]));
    const fresh = randomMatrix(5, 20, 'fresh');
    // each pair twice is the same problem, with more pairs than features
    const [few, many] = [fitRidge(x, y, 0.1), fitRidge(twice(x), twice(y), 0.1)];
    const [a, b] = [predictRidge(few, fresh), predictRidge(many, fresh)];
    a.data.forEach((value, i) => expect(value).toBeCloseTo(b.data[i]!, 5));
  });

  it('answers the mean where lambda is very large', () => {
    const [x, y] = [randomMatrix(40, 5, 'x'), randomMatrix(40, 2, 'y')];
    const mean = [0, 1].map(
      (d) => Array.from({ length: 40 }, (_, i) => rowOf(y, i)[d]!).reduce((a, b) => a + b) / 40,
    );
    const predicted = predictRidge(fitRidge(x, y, 1e9), x);
    for (let i = 0; i < 40; i++) mean.forEach((m, d) => expect(rowOf(predicted, i)[d]).toBeCloseTo(m, 4));
  });

  it('leaves out a column that never changes', () => {
    const x = randomMatrix(30, 3, 'x');
    for (let i = 0; i < x.rows; i++) rowOf(x, i)[2] = 4;
    const predicted = predictRidge(fitRidge(x, randomMatrix(30, 2, 'y'), 0.1), x);
    expect(predicted.data.every(Number.isFinite)).toBe(true);
  });
});

describe('the solver', () => {
  // Sizes around the tile (4) and the block (64), and sample counts around the slab (256).
  it.each([
    [1, 3],
    [5, 20],
    [64, 255],
    [131, 300],
    [198, 513],
  ])('agrees with plain loops for %i features and %i samples', (size, samples) => {
    const x = {
      rows: samples,
      columns: size,
      data: Float64Array.from(randomMatrix(samples, size, 'g').data),
    };
    const gram = gramMatrix(x);
    for (let i = 0; i < size; i += 1 + (i % 7)) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k < samples; k++) sum += x.data[k * size + i]! * x.data[k * size + j]!;
        expect(gram.data[i * size + j]).toBeCloseTo(sum, 8);
      }
    }
    for (let i = 0; i < size; i++) gram.data[i * size + i]! += 1;
    const factor = choleskyFactor(gram);
    const b = { rows: size, columns: 2, data: Float64Array.from(randomMatrix(size, 2, 'b').data) };
    const w = solveFactored(factor, b);
    for (let i = 0; i < size; i++) {
      for (let d = 0; d < 2; d++) {
        let sum = 0;
        for (let j = 0; j < size; j++) {
          sum += gram.data[i >= j ? i * size + j : j * size + i]! * w.data[j * 2 + d]!;
        }
        expect(sum).toBeCloseTo(b.data[i * 2 + d]!, 8);
      }
    }
  });

  it('refuses a matrix that is not positive definite', () => {
    const matrix = { rows: 2, columns: 2, data: Float64Array.of(1, 0, 2, 1) };
    expect(() => choleskyFactor(matrix)).toThrow(expect.objectContaining({ code: 'TRAINING_DIVERGED' }));
  });
});
