import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';

/** The row that stands for nothing: it counts as 0 and is never learned. */
export const EMPTY_ROW = 0;

/** Rows of a table that each of N places names, [N, K]; `EMPTY_ROW` where a place names fewer. */
export interface Bags {
  readonly rows: Int32Array;
  /** [N, K] */
  readonly shape: readonly [number, number];
}

/**
 * Sum of the rows of a table [V, D] that each place names, [N, D]. Its gradient adds up the touched rows in
 * plain JavaScript: the engines' own wants a copy of [N, K, D], and WebAssembly has none.
 */
export function embeddingBag(tf: Tf, table: tensorflow.Tensor2D, bags: Bags): tensorflow.Tensor2D {
  const [places, features] = bags.shape;
  const [count, width] = table.shape;
  const run = tf.customGrad((...given: (tensorflow.Tensor | tensorflow.GradSaveFunc)[]) => {
    const [matrix] = given as [tensorflow.Tensor2D];
    const gathered = tf.gather(matrix, tf.tensor1d(bags.rows, 'int32')); // [N K, D]
    const there = Float32Array.from(bags.rows, (row) => (row === EMPTY_ROW ? 0 : 1));
    const counted = tf.mul(gathered, tf.tensor2d(there, [places * features, 1]));
    return {
      value: tf.sum(tf.reshape(counted, [places, features, width]), 1),
      gradFunc: (dy: tensorflow.Tensor) =>
        tf.tensor2d(addedRows(dy.dataSync() as Float32Array, bags, [count, width]), [count, width]),
    };
  });
  return run(table) as tensorflow.Tensor2D;
}

/** Each place's gradient [N, D] added to all its rows of [V, D]. */
function addedRows(
  dy: Float32Array,
  { rows, shape: [, features] }: Bags,
  [count, width]: readonly [number, number],
): Float32Array {
  const sums = new Float32Array(count * width);
  for (const [at, row] of rows.entries()) {
    if (row === EMPTY_ROW) continue;
    const from = Math.floor(at / features) * width;
    const to = row * width;
    for (let d = 0; d < width; d++) sums[to + d]! += dy[from + d]!;
  }
  return sums;
}
