import { SejeError, messageOf, parseJson, readFileOr } from '@seje/core';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { engineThreads } from './engine-threads.js';
import { describeGpus } from './gpu-devices.js';
import type { TensorEngine, Tf } from './tensor-engine.js';

type NativeName = 'native' | 'native-gpu';

/** How each is installed. */
const INSTALL: Readonly<Record<NativeName, string>> = {
  native: 'Run npm run native:install, or choose ENGINE=wasm.',
  'native-gpu': 'Run npm run native:install -- gpu, or choose ENGINE=native or ENGINE=wasm.',
};

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

/**
 * TensorFlow's C library through tfjs-node; as `native-gpu` only where it computes on a GPU.
 * @throws SejeError ENGINE_UNAVAILABLE, SETTINGS_INVALID
 */
export async function openNativeEngine(name: NativeName, directory: string): Promise<TensorEngine> {
  if (!nativeInstalled(directory))
    throw new SejeError('ENGINE_UNAVAILABLE', {
      message: `The ${name} engine is not installed`,
      expected: join(directory, 'ready.json'),
      remedy: INSTALL[name],
    });
  const threads = engineThreads(process.env);
  const { tf, backend } = await load(name, directory, threads);
  if (name === 'native-gpu' && !backend.isUsingGpuDevice)
    throw new SejeError('ENGINE_UNAVAILABLE', {
      message: 'The native-gpu engine loads, but TensorFlow uses no GPU',
      expected: 'an NVIDIA GPU whose driver runs CUDA 12',
      found: await describeGpus(),
      remedy: "TensorFlow's reasons are on stderr. Correct them, or choose ENGINE=native or ENGINE=wasm.",
    });
  const device = backend.isUsingGpuDevice ? 'GPU' : `CPU, ${threads} threads`;
  return { tf, name, version: `TensorFlow ${backend.binding.TF_Version} (${device})` };
}

async function load(
  name: NativeName,
  directory: string,
  threads: number,
): Promise<{ tf: Tf; backend: NativeBackend }> {
  try {
    const path = join(directory, 'ready.json');
    const ready = parseJson(readySchema, (await readFileOr(path, INSTALL[name])).toString('utf8'), {
      where: path,
    });
    setEnvironment(name, threads);
    const tf = createRequire(path)(ready.addon) as Tf;
    await tf.ready();
    if (tf.getBackend() !== 'tensorflow') throw new Error(`the backend is ${tf.getBackend()}`);
    return { tf, backend: tf.backend() as unknown as NativeBackend };
  } catch (error) {
    throw new SejeError('ENGINE_UNAVAILABLE', {
      message: `The ${name} engine in ${directory} is installed but does not load`,
      found: messageOf(error).split('\n', 1)[0]!,
      remedy: `Delete that folder, then: ${INSTALL[name]}`,
      cause: error,
    });
  }
}

/** What TensorFlow reads from the environment when its libraries load; what is already there stays, but threads. */
function setEnvironment(name: NativeName, threads: number): void {
  const { env } = process;
  env['TF_NUM_INTRAOP_THREADS'] = String(threads); // OMP_NUM_THREADS does nothing
  // fewer notes on stderr, but on a GPU why it is not used; two lines on oneDNN come before TensorFlow reads it
  env['TF_CPP_MIN_LOG_LEVEL'] ??= name === 'native-gpu' ? '1' : '2';
  if (name === 'native') return;
  env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true'; // memory as it is needed, not all of the GPU's
  env['NVIDIA_TF32_OVERRIDE'] ??= '0'; // float32 is float32, as on the other engines: TF32 has 11 significant bits
}
