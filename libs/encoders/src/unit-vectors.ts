import { type OnnxTensor } from '@seje/artifacts';
import { type Matrix, SejeError, dot, rowOf } from '@seje/core';

/** Largest |length - 1| of an embedding: float32 rounding, with room. */
const LENGTH_TOLERANCE = 1e-3;

/**
 * A network's output as unit vectors: every row finite and of length 1.
 * @param what for the message: which network
 * @returns [rows, columns]
 * @throws SejeError VECTOR_INVALID
 */
export function unitVectors(
  tensor: OnnxTensor | undefined,
  shape: { readonly rows: number; readonly columns: number },
  what: string,
): Matrix {
  const matrix = floatMatrix(tensor, shape, what);
  for (let i = 0; i < matrix.rows; i++) {
    const row = rowOf(matrix, i);
    const length = Math.sqrt(dot(row, row));
    if (!(Math.abs(length - 1) <= LENGTH_TOLERANCE)) {
      throw new SejeError('VECTOR_INVALID', {
        message: `${what} gave a vector that cannot be searched with (row ${i})`,
        expected: 'length 1',
        found: `length ${length}`,
        remedy: 'Export the bundle again; if it stays so, its training has diverged.',
      });
    }
  }
  return matrix;
}

/** A network's output as a matrix of the size that was asked for. @throws SejeError VECTOR_INVALID */
export function floatMatrix(
  tensor: OnnxTensor | undefined,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  what: string,
): Matrix {
  const [actualRows, actualColumns] = tensor?.dims ?? [];
  if (tensor?.dims.length !== 2 || actualRows !== rows || actualColumns !== columns) {
    throw new SejeError('VECTOR_INVALID', {
      message: `${what} gave vectors of another shape`,
      expected: `[${rows}, ${columns}]`,
      found: tensor === undefined ? 'none' : `[${tensor.dims.join(', ')}]`,
    });
  }
  if (!(tensor.data instanceof Float32Array)) {
    throw new SejeError('VECTOR_INVALID', {
      message: `${what} gave numbers of another type`,
      expected: 'float32',
      found: tensor.data.constructor.name,
    });
  }
  return { rows, columns, data: tensor.data };
}
