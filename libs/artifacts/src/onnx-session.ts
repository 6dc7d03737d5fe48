import { access } from 'node:fs/promises';
import { SejeError, isThere, messageOf } from '@seje/core';
import type * as Ort from 'onnxruntime-node';
import { cudaLibrary, librariesNotFound } from './cuda-library.js';
import { cudaUnavailable, isWithoutCudnn } from './cuda-unavailable.js';

/** A dense tensor handed to or taken from an ONNX network, row-major. */
export interface OnnxTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array | BigInt64Array | Uint8Array;
}

/** Execution provider asked for: `auto` takes CUDA when it really loads, else the CPU. */
export type ExecutionProviderChoice = 'auto' | 'cpu' | 'cuda';
export type ExecutionProvider = 'cpu' | 'cuda';

/** One loaded network. `run` holds the event loop while it computes: use it in the engine process or offline. */
export interface OnnxSession {
  readonly provider: ExecutionProvider;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(inputs: Readonly<Record<string, OnnxTensor>>): Promise<Record<string, OnnxTensor>>;
  release(): Promise<void>;
}

export interface OnnxSessionOptions {
  readonly provider: ExecutionProviderChoice;
  /** CPU threads that one `run` may use; absent: one for each physical core. */
  readonly threads?: number;
}

type Runtime = typeof Ort;
type Dtype = 'float32' | 'int32' | 'int64' | 'uint8';

/**
 * Loads a network from a file or from its bytes.
 * @throws SejeError FILE_NOT_FOUND; MODEL_INVALID (not a network this runtime can load);
 * EXECUTION_PROVIDER_UNAVAILABLE (`cuda` asked for, does not load); ADDON_NOT_BUILT (no runtime for this machine)
 */
export async function createOnnxSession(
  model: string | Uint8Array,
  options: OnnxSessionOptions,
): Promise<OnnxSession> {
  const runtime = await loadRuntime();
  if (typeof model === 'string') await requireFile(model);
  const library = cudaLibrary();
  const installed = options.provider !== 'cpu' && (await isThere(library));
  if (options.provider === 'cuda' && !installed) throw cudaUnavailable(undefined, [library]);
  let cudaError: unknown;
  if (installed) {
    try {
      return new RuntimeSession(
        runtime,
        await load(runtime, model, { ...options, provider: 'cuda' }),
        'cuda',
      );
    } catch (error) {
      cudaError = error;
    }
  }
  const session = await loadOnCpu(runtime, model, options.threads);
  if (options.provider === 'cuda') {
    await session.release();
    throw cudaUnavailable(cudaError, await librariesNotFound(library));
  }
  return new RuntimeSession(runtime, session, 'cpu');
}

async function loadOnCpu(
  runtime: Runtime,
  model: string | Uint8Array,
  threads: number | undefined,
): Promise<Ort.InferenceSession> {
  try {
    return await load(runtime, model, { provider: 'cpu', threads });
  } catch (error) {
    throw new SejeError('MODEL_INVALID', {
      message: `Could not load the network ${typeof model === 'string' ? model : `(${model.length} bytes)`}`,
      expected: 'an ONNX file that ONNX Runtime can run on the CPU',
      found: messageOf(error),
      remedy: 'Restore the file or export it again.',
      cause: error,
    });
  }
}

async function loadRuntime(): Promise<Runtime> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    throw new SejeError('ADDON_NOT_BUILT', {
      message: 'The ONNX Runtime addon could not be loaded',
      expected: `onnxruntime-node with its library for ${process.platform}-${process.arch}`,
      found: messageOf(error),
      remedy:
        'Run `npm ci` in the project folder; on a system without a build of it, use Linux x64 or arm64.',
      cause: error,
    });
  }
}

async function requireFile(path: string): Promise<void> {
  try {
    await access(path);
  } catch (error) {
    throw new SejeError('FILE_NOT_FOUND', {
      message: `Could not read the network ${path}`,
      found: messageOf(error),
      remedy: 'Check the path, or export the network again.',
      cause: error,
    });
  }
}

async function load(
  runtime: Runtime,
  model: string | Uint8Array,
  options: { readonly provider: ExecutionProvider; readonly threads?: number | undefined },
): Promise<Ort.InferenceSession> {
  const settings: Ort.InferenceSession.SessionOptions = {
    executionProviders: [options.provider],
    graphOptimizationLevel: 'all',
    // Threads that wait spinning take a third more CPU time from decoding and the rest, and win nothing.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
  };
  return typeof model === 'string'
    ? runtime.InferenceSession.create(model, settings)
    : runtime.InferenceSession.create(model, settings);
}

class RuntimeSession implements OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];

  constructor(
    private readonly runtime: Runtime,
    private readonly session: Ort.InferenceSession,
    readonly provider: ExecutionProvider,
  ) {
    this.inputNames = session.inputNames;
    this.outputNames = session.outputNames;
  }

  /**
   * @throws SejeError VECTOR_INVALID (inputs do not fit), MODEL_INVALID (the network fails on them),
   * EXECUTION_PROVIDER_UNAVAILABLE (cuDNN, which is looked for at the first convolution, is not there)
   */
  async run(inputs: Readonly<Record<string, OnnxTensor>>): Promise<Record<string, OnnxTensor>> {
    const unknown = Object.keys(inputs).filter((name) => !this.inputNames.includes(name));
    const missing = this.inputNames.filter((name) => inputs[name] === undefined);
    if (unknown.length + missing.length > 0) {
      throw new SejeError('VECTOR_INVALID', {
        message: 'The inputs given are not those of the network',
        expected: this.inputNames.join(', '),
        found: Object.keys(inputs).join(', ') || 'none',
      });
    }
    const feeds: Record<string, Ort.Tensor> = {};
    for (const metadata of this.session.inputMetadata) {
      const tensor = inputs[metadata.name]!;
      checkInput(metadata, tensor);
      feeds[metadata.name] = new this.runtime.Tensor(dtypeOf(tensor.data), tensor.data, tensor.dims);
    }
    try {
      const outputs = await this.session.run(feeds);
      return Object.fromEntries(
        Object.entries(outputs).map(([name, value]) => [name, outputOf(name, value)]),
      );
    } catch (error) {
      if (error instanceof SejeError) throw error;
      if (isWithoutCudnn(error)) throw cudaUnavailable(error);
      throw new SejeError('MODEL_INVALID', {
        message: 'The network could not be run on these inputs',
        found: messageOf(error),
        cause: error,
      });
    }
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}

function dtypeOf(data: OnnxTensor['data']): Dtype {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  return data instanceof BigInt64Array ? 'int64' : 'uint8';
}

/** Type, rank, fixed dimensions and length, so that a wrong input is named before it reaches native code. */
function checkInput(metadata: Ort.InferenceSession.ValueMetadata, tensor: OnnxTensor): void {
  if (!metadata.isTensor) {
    throw new SejeError('MODEL_INVALID', {
      message: `Input \`${metadata.name}\` of the network is not a tensor`,
    });
  }
  const { name, type, shape } = metadata;
  const fits =
    tensor.dims.length === shape.length &&
    shape.every((size, i) => typeof size === 'string' || size === tensor.dims[i]);
  const length = tensor.dims.reduce((product, size) => product * size, 1);
  const dtype = dtypeOf(tensor.data);
  if (!fits || dtype !== type || length !== tensor.data.length) {
    throw new SejeError('VECTOR_INVALID', {
      message: `Input \`${name}\` does not fit the network`,
      expected: `${type} [${shape.join(', ')}]`,
      found: `${dtype} [${tensor.dims.join(', ')}] with ${tensor.data.length} values`,
    });
  }
}

function outputOf(name: string, value: Ort.OnnxValue): OnnxTensor {
  const { data, dims, type } = value;
  if (
    data instanceof Float32Array ||
    data instanceof Int32Array ||
    data instanceof BigInt64Array ||
    (data instanceof Uint8Array && type === 'uint8')
  ) {
    return { dims, data };
  }
  throw new SejeError('MODEL_INVALID', {
    message: `Output \`${name}\` of the network has a type that is not supported`,
    expected: 'float32, int32, int64 or uint8',
    found: type,
  });
}
