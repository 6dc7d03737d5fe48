import { matrixOf } from '@seje/core';
import type { SkipGramKernel } from './skip-gram-kernel.js';
import { type SharedSkipGram, WAY_ENTRY_BYTES } from './shared-skip-gram.js';
import { WebAssembly } from './web-assembly.js';

type Learn = (...numbers: [x: number, way: number, wayEnd: number, rate: number]) => void;

/**
 * One thread's kernel on shared memory, in WebAssembly SIMD.
 * @param thread number of the thread that alone uses the kernel, below the number that memory was laid out for
 */
export async function openSimdKernel(shared: SharedSkipGram, thread: number): Promise<SkipGramKernel> {
  const { memory, module, rows, columns, starts } = shared;
  const { rowBytes, threadRowBytes, threadRows, inputs, ways } = shared.layout;
  const step = threadRows + thread * threadRowBytes;
  const instance = await WebAssembly.instantiate(module, { seje: { memory, rowBytes, step } });
  const learn = instance.exports['learn'] as Learn;
  return {
    learn(input, output, rate): void {
      learn(
        inputs + input * rowBytes,
        ways + starts[output]! * WAY_ENTRY_BYTES,
        ways + starts[output + 1]! * WAY_ENTRY_BYTES,
        rate,
      );
    },
    vectors() {
      const matrix = matrixOf(rows, columns);
      for (let row = 0; row < rows; row++) {
        const at = inputs + row * rowBytes;
        matrix.data.set(new Float32Array(memory.buffer, at, columns), row * columns);
      }
      return matrix;
    },
  };
}
