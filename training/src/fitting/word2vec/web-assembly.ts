/** The few parts used here of the engine's global, whose types TypeScript ships with the browser's only. */
interface WebAssemblyParts {
  Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => WasmMemory;
  compile(bytes: Uint8Array): Promise<WasmModule>;
  instantiate(module: WasmModule, imports: object): Promise<{ exports: Record<string, unknown> }>;
}

/** Memory that threads share, 64 KiB a page. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
}

/** Compiled code; it can be given to other threads. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: 'WebAssembly.Module';
}

export const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyParts };
