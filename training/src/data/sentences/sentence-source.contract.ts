import { type Matrix, matrixOf } from '@seje/core';
import { describe, expect, it } from 'vitest';
import type { SentenceSource } from './sentence-source.js';

const ROWS = 11;
const COLUMNS = 3;
/** Quarters below 16: every format holds them as they are. */
const MATRIX = matrixOf(
  ROWS,
  COLUMNS,
  Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => i / 4 - 4),
);

/** What every source of sentences must do. @param open a source of the matrix's rows */
export function describeSentenceSource(
  name: string,
  open: (matrix: Matrix) => Promise<SentenceSource>,
): void {
  describe(`${name}, as a source of sentences`, () => {
    it('knows its shape', async () => {
      const source = await open(MATRIX);
      expect([source.rows, source.columns]).toEqual([ROWS, COLUMNS]);
    });

    it('reads every range of rows, in any order', async () => {
      const source = await open(MATRIX);
      for (let count = ROWS; count >= 0; count--)
        for (let start = ROWS - count; start >= 0; start--) {
          const rows = MATRIX.data.subarray(start * COLUMNS, (start + count) * COLUMNS);
          const read = source.read(start, count);
          expect([read.rows, read.columns]).toEqual([count, COLUMNS]);
          expect([...read.data]).toEqual([...rows]);
        }
      source.close();
    });

    it('keeps what was read when it reads on and when it is closed', async () => {
      const source = await open(MATRIX);
      const first = source.read(0, 2);
      source.read(5, 2);
      source.close();
      expect([...first.data]).toEqual([...MATRIX.data.subarray(0, 2 * COLUMNS)]);
    });

    it('may be closed more than once, and reads again afterwards', async () => {
      const source = await open(MATRIX);
      source.close();
      source.close();
      expect([...source.read(ROWS - 1, 1).data]).toEqual([...MATRIX.data.subarray(-COLUMNS)]);
      source.close();
    });

    it('refuses rows that there are none of', async () => {
      const source = await open(MATRIX);
      for (const [start, count] of [
        [-1, 1],
        [0, ROWS + 1],
        [ROWS, 1],
        [0, -1],
        [0.5, 1],
        [NaN, 1],
      ] as const)
        expect(() => source.read(start, count)).toThrow(expect.objectContaining({ code: 'VECTOR_INVALID' }));
      source.close();
    });
  });
}
