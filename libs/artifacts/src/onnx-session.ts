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
