import { SejeError } from '@seje/core';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { nativeInstalled, openNativeEngine } from './native-engine.js';
import type { EngineChoice, EngineName, TensorEngine } from './tensor-engine.js';
import { openWasmEngine } from './wasm-engine.js';

export interface TensorEngineOptions {
  /** Where `npm run native:install` put the native engine; default: `.native` beside node_modules. */
  readonly nativeDirectory?: string;
  /** The same of `npm run native:install -- gpu`; default: `.native-gpu`. */
  readonly gpuDirectory?: string;
}

/** `.native` or `.native-gpu` beside the node_modules folder that holds TensorFlow.js. */
export function defaultNativeDirectory(name: 'native' | 'native-gpu'): string {
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs/package.json');
  return join(dirname(manifest), '..', '..', '..', `.${name}`);
}

let opened: { readonly name: EngineName; readonly engine: Promise<TensorEngine> } | undefined;

/**
 * Opens a backend of TensorFlow.js: `native` is fast and installed by a command of its own, `native-gpu` is the same
 * on a CUDA GPU, `wasm` needs nothing, `auto` takes native where it is installed and never a GPU unasked.
 * TensorFlow.js keeps its state in the process: the first call decides, later ones return the same engine.
 * @throws SejeError ENGINE_UNAVAILABLE: a native engine is asked for and missing, or installed and broken, or finds no
 * GPU, or another engine is open in this process; SETTINGS_INVALID: SEJE_THREADS is not a number
 */
export async function openTensorEngine(
  choice: EngineChoice,
  {
    nativeDirectory = defaultNativeDirectory('native'),
    gpuDirectory = defaultNativeDirectory('native-gpu'),
  }: TensorEngineOptions = {},
): Promise<TensorEngine> {
  if (opened !== undefined && (choice === 'auto' || choice === opened.name)) return opened.engine;
  const name = choice === 'auto' ? (nativeInstalled(nativeDirectory) ? 'native' : 'wasm') : choice;
  if (opened !== undefined)
    throw new SejeError('ENGINE_UNAVAILABLE', {
      message: 'One process can use one engine',
      expected: `the ${opened.name} engine, which is open`,
      found: `a request for ${name}`,
      remedy: 'Start another process for the other engine.',
    });
  const engine =
    name === 'wasm'
      ? openWasmEngine()
      : openNativeEngine(name, name === 'native' ? nativeDirectory : gpuDirectory);
  await engine; // one that does not open is not kept
  opened = { name, engine };
  return engine;
}
