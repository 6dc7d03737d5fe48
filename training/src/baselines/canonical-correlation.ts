import { EigenvalueDecomposition, Matrix as DenseMatrix } from 'ml-matrix';
import { product, scaledColumns, transposed } from './double-matrix.js';
import { type RidgeModel, type RidgeProblem, plusDiagonal } from './ridge.js';
import { type DoubleMatrix, choleskyFactor, solveLower, solveLowerTransposed } from './symmetric-solver.js';

/** Correlations below this are noise of the decomposition; their directions are left out. */
const SMALLEST_CORRELATION = 1e-6;

/**
 * Canonical correlation analysis (Hotelling 1936; regularised: Hardoon et al. 2004) of standardised X [N, F] and
 * Y [N, D]: directions in which the two go together, the most correlated first.
 */
export interface CanonicalDirections {
  /** rho, [K], falling, of the regularised problem: at most 1. */
  readonly correlations: Float64Array;
  /** A, [D, K]: Y A are the canonical variates of Y, a^T (Y^T Y / N + lambda I) a = 1 for each column. */
  readonly output: DoubleMatrix;
  /** B, [D, K]: X W B are those of X, with W the ridge regression of Y on X for the same lambda. */
  readonly prediction: DoubleMatrix;
}

/**
 * Solves CCA by way of ridge regression. With Sx = X^T X / N + lambda I, Sxy = X^T Y / N and Sy = L L^T likewise,
 * the squared correlations are the eigenvalues of L^-1 Syx Sx^-1 Sxy L^-T, and Sx^-1 Sxy is the ridge solution W:
 * what is left is a symmetric problem of the small side's size. With V its eigenvectors A = L^-T V, and the
 * directions of X are W A / rho.
 * @param gram lower triangle of Y^T Y / N, of Y standardised
 * @throws SejeError TRAINING_DIVERGED where lambda is too small for the data
 */
export function canonicalDirections(
  { moment }: Pick<RidgeProblem, 'moment'>,
  { weights, lambda }: RidgeModel,
  gram: DoubleMatrix,
): CanonicalDirections {
  const factor = choleskyFactor(plusDiagonal(gram, lambda));
  const explained = product(transposed(moment), weights); // Syx W, [D, D]
  const whitened = solveLower(factor, transposed(solveLower(factor, explained))); // L^-1 Syx W L^-T, [D, D]
  const { values, vectors } = eigenOf(whitened);
  const correlations = values.map((value) => Math.min(1, Math.sqrt(Math.max(0, value))));
  const kept = correlations.findLastIndex((rho) => rho > SMALLEST_CORRELATION) + 1;
  const output = solveLowerTransposed(factor, firstColumns(vectors, kept));
  const inverse = correlations.slice(0, kept).map((rho) => 1 / rho);
  return {
    correlations: correlations.slice(0, kept),
    output,
    prediction: scaledColumns(output, inverse),
  };
}

/** Eigenvalues of a symmetric matrix, falling, [D], and the vectors as columns, [D, D]. */
function eigenOf({ rows: size, data }: DoubleMatrix): { values: Float64Array; vectors: DoubleMatrix } {
  const dense = DenseMatrix.from1DArray(size, size, data);
  // rounding leaves it not quite symmetric
  const symmetric = dense.clone().add(dense.transpose()).mul(0.5);
  const solved = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const rising = solved.realEigenvalues;
  const columns = solved.eigenvectorMatrix;
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) vectors[i * size + j] = columns.get(i, size - 1 - j);
  }
  return {
    values: Float64Array.from(rising).reverse(),
    vectors: { rows: size, columns: size, data: vectors },
  };
}

function firstColumns({ rows, columns, data }: DoubleMatrix, count: number): DoubleMatrix {
  const out = new Float64Array(rows * count);
  for (let i = 0; i < rows; i++) out.set(data.subarray(i * columns, i * columns + count), i * count);
  return { rows, columns: count, data: out };
}
