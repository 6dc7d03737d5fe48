import type * as tensorflow from '@tensorflow/tfjs';

/** The TensorFlow.js module itself; only `open-tensor-engine.ts` loads one, everyone else is handed it. */
export type Tf = typeof tensorflow;

/** TensorFlow's C library on the CPU, the same on a CUDA GPU, WebAssembly. */
export const ENGINE_NAMES = ['native', 'native-gpu', 'wasm'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export const ENGINE_CHOICES = ['auto', ...ENGINE_NAMES] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/**
 * One backend of TensorFlow.js, ready to train on. The native package brings its own copy of
 * TensorFlow.js, and tensors of two copies must not meet: use `tf` from here, never an import.
 */
export interface TensorEngine {
  readonly tf: Tf;
  readonly name: EngineName;
  /** Of the library that computes, e.g. `TensorFlow 2.21.0 (CPU, 2 threads)`. */
  readonly version: string;
}
