import { SejeError } from '@seje/core';

/** Dense row-major float64 matrix, [rows, columns]. */
export interface DoubleMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Columns factored together; 64 rows of 64 numbers stay in the cache. */
const BLOCK = 64;
/** Rows of the output computed together, so that each number read serves four products. */
const TILE = 4;

interface RowProducts {
  /** Row-major, [>= end, stride]; row i holds the numbers from `offset` on. */
  readonly rows: Float64Array;
  readonly stride: number;
  readonly offset: number;
  /** Numbers of a row that count. */
  readonly length: number;
  /** Rows and columns of the output from here to `end`. */
  readonly begin: number;
  readonly end: number;
  readonly sign: 1 | -1;
}

/**
 * target[i, j] += sign * (row i . row j) for begin <= j <= i < end, tile by tile; entries just above
 * the diagonal inside a tile are written too. `target` is [size, size].
 */
function addRowProducts(target: Float64Array, size: number, products: RowProducts): void {
  const { begin, end } = products;
  for (let i = begin; i < end; i += TILE) {
    for (let j = begin; j <= i; j += TILE) {
      if (i + TILE <= end && j + TILE <= end) addTile(target, { size, i, j }, products);
      else addEdge(target, { size, i, j }, products);
    }
  }
}

interface TilePlace {
  readonly size: number;
  readonly i: number;
  readonly j: number;
}

function addEdge(target: Float64Array, { size, i, j }: TilePlace, products: RowProducts): void {
  const { rows, stride, offset, length, end, sign } = products;
  for (let r = i; r < Math.min(i + TILE, end); r++) {
    for (let c = j; c < Math.min(j + TILE, end); c++) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += rows[r * stride + offset + k]! * rows[c * stride + offset + k]!;
      target[r * size + c]! += sign * sum;
    }
  }
}

/** Four rows by two columns, twice: eight sums fit the processor's registers. */
function addTile(target: Float64Array, { size, i, j }: TilePlace, products: RowProducts): void {
  const { rows, stride, offset, length, sign } = products;
  const i0 = i * stride + offset;
  const [i1, i2, i3] = [i0 + stride, i0 + 2 * stride, i0 + 3 * stride];
  for (let c = j; c < j + TILE; c += 2) {
    const c0 = c * stride + offset;
    const c1 = c0 + stride;
    let [s00, s01, s10, s11, s20, s21, s30, s31] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let k = 0; k < length; k++) {
      const a = rows[c0 + k]!;
      const b = rows[c1 + k]!;
      const r0 = rows[i0 + k]!;
      const r1 = rows[i1 + k]!;
      const r2 = rows[i2 + k]!;
      const r3 = rows[i3 + k]!;
      s00 += r0 * a;
      s01 += r0 * b;
      s10 += r1 * a;
      s11 += r1 * b;
      s20 += r2 * a;
      s21 += r2 * b;
      s30 += r3 * a;
      s31 += r3 * b;
    }
    const t = i * size + c;
    target[t]! += sign * s00;
    target[t + 1]! += sign * s01;
    target[t + size]! += sign * s10;
    target[t + size + 1]! += sign * s11;
    target[t + 2 * size]! += sign * s20;
    target[t + 2 * size + 1]! += sign * s21;
    target[t + 3 * size]! += sign * s30;
    target[t + 3 * size + 1]! += sign * s31;
  }
}

/** Samples transposed at a time. */
const SAMPLES = 256;

/** X^T X for X [N, F]; the lower triangle of the [F, F] result is valid. */
export function gramMatrix(x: DoubleMatrix): DoubleMatrix {
  const size = x.columns;
  const gram = new Float64Array(size * size);
  const slab = new Float64Array(size * SAMPLES);
  for (let start = 0; start < x.rows; start += SAMPLES) {
    const length = Math.min(SAMPLES, x.rows - start);
    for (let k = 0; k < length; k++) {
      for (let f = 0; f < size; f++) slab[f * SAMPLES + k] = x.data[(start + k) * size + f]!;
    }
    addRowProducts(gram, size, {
      rows: slab,
      stride: SAMPLES,
      offset: 0,
      length,
      begin: 0,
      end: size,
      sign: 1,
    });
  }
  return { rows: size, columns: size, data: gram };
}

/**
 * Cholesky factor of a symmetric positive definite matrix given by its lower triangle, blocked, right
 * looking (Golub and Van Loan, Matrix Computations, 4.2.6). The upper triangle of the result is not used.
 * @throws SejeError TRAINING_DIVERGED where the matrix is not positive definite
 */
export function choleskyFactor(matrix: DoubleMatrix): DoubleMatrix {
  const size = matrix.rows;
  const l = Float64Array.from(matrix.data);
  for (let start = 0; start < size; start += BLOCK) {
    const end = Math.min(start + BLOCK, size);
    for (let i = start; i < size; i++) {
      for (let j = start; j <= Math.min(i, end - 1); j++) {
        let sum = l[i * size + j]!;
        for (let k = start; k < j; k++) sum -= l[i * size + k]! * l[j * size + k]!;
        if (i === j && !(sum > 0)) throw notPositive(i, sum);
        l[i * size + j] = i === j ? Math.sqrt(sum) : sum / l[j * size + j]!;
      }
    }
    const length = end - start;
    addRowProducts(l, size, {
      rows: panelOf(l, size, { start, length }),
      stride: length,
      offset: 0,
      length,
      begin: end,
      end: size,
      sign: -1,
    });
  }
  return { rows: size, columns: size, data: l };
}

/** The factored columns of a block, copied together, [size, length]. */
function panelOf(
  l: Float64Array,
  size: number,
  { start, length }: { start: number; length: number },
): Float64Array {
  const panel = new Float64Array(size * length);
  for (let i = start + length; i < size; i++) {
    panel.set(l.subarray(i * size + start, i * size + start + length), i * length);
  }
  return panel;
}

function notPositive(row: number, pivot: number): SejeError {
  return new SejeError('TRAINING_DIVERGED', {
    message: 'The normal equations cannot be solved',
    expected: 'a positive pivot',
    found: `${pivot} in row ${row}`,
    remedy: 'Use a larger lambda, and look for NaN in the features.',
  });
}

/** Solves L L^T W = B for W [F, D], given B [F, D]. */
export function solveFactored(factor: DoubleMatrix, b: DoubleMatrix): DoubleMatrix {
  return solveLowerTransposed(factor, solveLower(factor, b));
}

/** Solves L W = B for W [F, D], given B [F, D]. */
export function solveLower(factor: DoubleMatrix, b: DoubleMatrix): DoubleMatrix {
  const rows = eliminated(b);
  for (let i = 0; i < b.rows; i++) {
    for (let j = 0; j < i; j++) rows.subtract(i, j, factor.data[i * b.rows + j]!);
    rows.divide(i, factor.data[i * b.rows + i]!);
  }
  return rows.result;
}

/** Solves L^T W = B for W [F, D], given B [F, D]. */
export function solveLowerTransposed(factor: DoubleMatrix, b: DoubleMatrix): DoubleMatrix {
  const rows = eliminated(b);
  for (let i = b.rows - 1; i >= 0; i--) {
    rows.divide(i, factor.data[i * b.rows + i]!);
    for (let j = 0; j < i; j++) rows.subtract(j, i, factor.data[i * b.rows + j]!);
  }
  return rows.result;
}

/** A copy of B whose rows can be subtracted from one another and divided. */
function eliminated(b: DoubleMatrix): {
  readonly result: DoubleMatrix;
  subtract(row: number, other: number, weight: number): void;
  divide(row: number, pivot: number): void;
} {
  const width = b.columns;
  const data = Float64Array.from(b.data);
  return {
    result: { rows: b.rows, columns: width, data },
    subtract: (row, other, weight) => {
      const [to, from] = [row * width, other * width];
      for (let d = 0; d < width; d++) data[to + d]! -= weight * data[from + d]!;
    },
    divide: (row, pivot) => {
      for (let d = 0; d < width; d++) data[row * width + d]! /= pivot;
    },
  };
}
