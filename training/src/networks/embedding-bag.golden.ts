import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { type TestContext, beforeAll, describe, expect, it } from 'vitest';
import { openForTest } from '../tensor-engine/open-for-test.js';
import type { TensorEngine, Tf } from '../tensor-engine/tensor-engine.js';
import { EMPTY_ROW, embeddingBag } from './embedding-bag.js';

/** [N, K] of rows of a table of 5, with an empty place and a row named twice. */
const BAGS = {
  rows: Int32Array.of(1, 3, 3, 4, EMPTY_ROW, EMPTY_ROW, 2, 1, EMPTY_ROW),
  shape: [3, 3],
} as const;
const ROWS = 5;
const WIDTH = 4;

/** The oracle: how often each place names each row, times the table. */
function byCounts(tf: Tf, table: Tensor2D): Tensor2D {
  const counts = Array.from({ length: BAGS.shape[0] }, (_, n) =>
    Array.from({ length: ROWS }, (__, row) =>
      row === EMPTY_ROW ? 0 : [...BAGS.rows.subarray(3 * n, 3 * n + 3)].filter((r) => r === row).length,
    ),
  );
  return tf.matMul(tf.tensor2d(counts), table);
}

export function embeddingBagGolden(name: TensorEngine['name']): void {
  describe(`embeddingBag on ${name}`, () => {
    let opened: TensorEngine | string;
    beforeAll(async () => {
      opened = await openForTest(name);
    });

    it('sums rows and hands each its gradient', (ctx: TestContext) => {
      if (typeof opened === 'string') ctx.skip(opened);
      const { tf } = opened;
      tf.tidy(() => {
        const table: Tensor2D = tf.tensor2d(
          Array.from({ length: ROWS * WIDTH }, (_, i) => Math.sin(i)),
          [ROWS, WIDTH],
        );
        const scale = tf.tensor2d(
          Array.from({ length: 12 }, (_, i) => i - 5.5),
          [3, WIDTH],
        );
        const differentiated = (run: (x: Tensor2D) => Tensor2D) =>
          tf.valueAndGrad((x) => tf.sum(tf.mul(run(x as Tensor2D), scale)))(table);
        const fast = differentiated((x) => embeddingBag(tf, x, BAGS));
        const slow = differentiated((x) => byCounts(tf, x));
        const largest = (a: Tensor, b: Tensor): number => Math.max(...tf.abs(tf.sub(a, b)).dataSync());
        expect(largest(fast.value, slow.value)).toBeLessThan(1e-5);
        expect(largest(fast.grad, slow.grad)).toBeLessThan(1e-5);
      });
    });
  });
}
