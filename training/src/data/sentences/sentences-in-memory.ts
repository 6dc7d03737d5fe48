import { type Matrix, matrixOf } from '@seje/core';
import { type SentenceSource, assertRows } from './sentence-source.js';

/** A matrix that is held whole, as float32. */
export class SentencesInMemory implements SentenceSource {
  readonly rows: number;
  readonly columns: number;

  constructor(private readonly matrix: Matrix) {
    this.rows = matrix.rows;
    this.columns = matrix.columns;
  }

  read(start: number, count: number): Matrix {
    assertRows(this, start, count);
    const { columns, matrix } = this;
    return matrixOf(count, columns, matrix.data.subarray(start * columns, (start + count) * columns));
  }

  close(): void {
    // holds no file
  }
}
