import { type Matrix, SejeError } from '@seje/core';

/** f_sent of all recipes one after the other, [rows, columns]: where the numbers lie is an implementation's matter. */
export interface SentenceSource {
  /** Sentences of all recipes. */
  readonly rows: number;
  /** Ds. */
  readonly columns: number;
  /**
   * `count` sentences from row `start` on, [count, Ds]; not to be written to.
   * @throws SejeError VECTOR_INVALID (rows that there are none of), FILE_NOT_FOUND, FILE_DAMAGED
   */
  read(start: number, count: number): Matrix;
  /** Closes the files that reading has opened; a later read opens them again. */
  close(): void;
}

/** @throws SejeError VECTOR_INVALID */
export function assertRows({ rows }: SentenceSource, start: number, count: number): void {
  if (Number.isInteger(start) && Number.isInteger(count) && start >= 0 && count >= 0 && start + count <= rows)
    return;
  throw new SejeError('VECTOR_INVALID', {
    message: 'There are no such sentences',
    expected: `rows from 0 to ${rows}`,
    found: `${count} from row ${start} on`,
  });
}
