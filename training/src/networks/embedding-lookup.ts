import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';

/**
 * Rows of a table [V, D], one for each id, [N, D]. Its gradient adds up the touched rows in plain JavaScript: the
 * WebAssembly engine has no kernel for it.
 */
export function embeddingLookup(tf: Tf, table: tensorflow.Tensor2D, ids: Int32Array): tensorflow.Tensor2D {
  const [rows, width] = table.shape;
  const run = tf.customGrad((...given: (tensorflow.Tensor | tensorflow.GradSaveFunc)[]) => ({
    value: tf.gather(given[0] as tensorflow.Tensor2D, tf.tensor1d(ids, 'int32')),
    gradFunc: (dy: tensorflow.Tensor) => {
      const added = addedRows(dy.dataSync() as Float32Array, ids, { rows, width });
      return tf.tensor2d(added, [rows, width]);
    },
  }));
  return run(table) as tensorflow.Tensor2D;
}

/** Each id's gradient [N, D] added to its row of [V, D]. */
function addedRows(
  dy: Float32Array,
  ids: Int32Array,
  { rows, width }: { readonly rows: number; readonly width: number },
): Float32Array {
  const sums = new Float32Array(rows * width);
  for (const [at, id] of ids.entries()) {
    const from = at * width;
    const to = id * width;
    for (let d = 0; d < width; d++) sums[to + d]! += dy[from + d]!;
  }
  return sums;
}
