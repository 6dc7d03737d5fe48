import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from './tensor-engine.js';

type Matrices = tensorflow.Tensor2D | tensorflow.Tensor3D;

/** Swaps the last two axes. */
function transposed(tf: Tf, x: Matrices): Matrices {
  return tf.transpose(x, x.rank === 2 ? [1, 0] : [0, 2, 1]);
}

/**
 * Replaces the gradient of matMul by one that transposes explicitly: the wasm kernel is 12 times slower
 * where it is asked to transpose by itself (`transposeA`, `transposeB`), as the shipped gradient does.
 */
export function transposeInMatMulGradient(tf: Tf): void {
  tf.unregisterGradient(tf.BatchMatMul);
  tf.registerGradient({
    kernelName: tf.BatchMatMul,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved, attributes) => {
      const { transposeA, transposeB } = attributes as unknown as tensorflow.BatchMatMulAttrs;
      const [a, b] = saved as [Matrices, Matrices];
      const dC = dy as Matrices;
      // C = op(a) op(b), so d op(a) = dC op(b)ᵀ and d op(b) = op(a)ᵀ dC
      const dA = (): Matrices => tf.matMul(dC, transposeB ? b : transposed(tf, b));
      const dB = (): Matrices => tf.matMul(transposeA ? a : transposed(tf, a), dC);
      return {
        a: () => (transposeA ? transposed(tf, dA()) : dA()),
        b: () => (transposeB ? transposed(tf, dB()) : dB()),
      };
    },
  });
}
