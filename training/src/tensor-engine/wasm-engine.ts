import { SejeError, messageOf } from '@seje/core';
import type * as tensorflowWasm from '@tensorflow/tfjs-backend-wasm';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { transposeInMatMulGradient } from './mat-mul-gradient.js';
import { throwWhereMemoryIsRefused } from './refused-memory.js';
import type { TensorEngine, Tf } from './tensor-engine.js';

const PACKAGE = '@tensorflow/tfjs-backend-wasm';
type WasmBackend = Pick<typeof tensorflowWasm, 'setWasmPaths' | 'version_wasm'>;

/**
 * WebAssembly with SIMD, one thread (the threaded build needs Web Workers, which Node has not). Loaded
 * with `require`, so that TensorFlow.js and its backend share one copy of the core.
 * @throws SejeError ENGINE_UNAVAILABLE
 */
export async function openWasmEngine(): Promise<TensorEngine> {
  const require = createRequire(import.meta.url);
  try {
    const tf = require('@tensorflow/tfjs') as Tf;
    const wasm = require(PACKAGE) as WasmBackend;
    wasm.setWasmPaths(dirname(require.resolve(PACKAGE)) + sep);
    tf.enableProdMode();
    if (!(await tf.setBackend('wasm'))) throw new Error('the backend did not start');
    transposeInMatMulGradient(tf);
    throwWhereMemoryIsRefused(tf);
    return { tf, name: 'wasm', version: `tfjs-backend-wasm ${wasm.version_wasm}` };
  } catch (error) {
    throw new SejeError('ENGINE_UNAVAILABLE', {
      message: 'The WebAssembly engine does not start',
      found: messageOf(error),
      remedy: 'Run npm ci again; it brings the engine.',
      cause: error,
    });
  }
}
