import { SejeError, messageOf, parseJson, readFileOr } from '@seje/core';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { engineThreads } from './engine-threads.js';
import type { TensorEngine, Tf } from './tensor-engine.js';

const INSTALL = 'Run npm run native:install, or choose ENGINE=wasm.';

/** Written by training/native/install.mjs as its last step. */
const readySchema = z.strictObject({
  kind: z.enum(['cpu', 'gpu']),
  addon: z.string(),
  tfjs: z.string(),
  tensorflow: z.string(),
});

/** What tfjs-node's backend has beyond the interface of a backend. */
interface NativeBackend {
  readonly binding: { readonly TF_Version: string };
  readonly isUsingGpuDevice: boolean;
}

/** True where an installation stands, whether or not it works. */
export function nativeInstalled(directory: string): boolean {
  return existsSync(join(directory, 'ready.json'));
}

/** TensorFlow's C library through tfjs-node. @throws SejeError ENGINE_UNAVAILABLE, SETTINGS_INVALID */
export async function openNativeEngine(directory: string): Promise<TensorEngine> {
  if (!nativeInstalled(directory))
    throw new SejeError('ENGINE_UNAVAILABLE', {
      message: 'The native engine is not installed',
      expected: join(directory, 'ready.json'),
      remedy: INSTALL,
    });
  const threads = engineThreads(process.env);
  try {
    const path = join(directory, 'ready.json');
    const ready = parseJson(readySchema, (await readFileOr(path, INSTALL)).toString('utf8'), { where: path });
    // read once, when the addon loads: threads within an operation; OMP_NUM_THREADS does nothing
    process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'; // fewer notes on stderr; two lines on oneDNN come before TensorFlow reads it
    const tf = createRequire(path)(ready.addon) as Tf;
    await tf.ready();
    if (tf.getBackend() !== 'tensorflow') throw new Error(`the backend is ${tf.getBackend()}`);
    const backend = tf.backend() as unknown as NativeBackend;
    const device = backend.isUsingGpuDevice ? 'GPU' : 'CPU';
    return {
      tf,
      name: 'native',
      version: `TensorFlow ${backend.binding.TF_Version} (${device}, ${threads} threads)`,
    };
  } catch (error) {
    throw new SejeError('ENGINE_UNAVAILABLE', {
      message: `The native engine in ${directory} is installed but does not load`,
      found: messageOf(error).split('\n', 1)[0]!,
      remedy: `Delete that folder, then: ${INSTALL}`,
      cause: error,
    });
  }
}
