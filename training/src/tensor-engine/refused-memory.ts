import type { Tf } from './tensor-engine.js';

/** The module under the WebAssembly backend. */
interface WasmMemory {
  /** Address of so many bytes, 0 where there are none left. */
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/**
 * Makes an allocation that WebAssembly refuses an error. TensorFlow.js does not look at the address 0 that it
 * is given then, and the kernel would write its numbers over whatever lies at the start of the memory.
 */
export function throwWhereMemoryIsRefused(tf: Tf): void {
  const { wasm } = tf.backend() as unknown as { readonly wasm: WasmMemory };
  wasm._free(wasm._malloc(1)); // the first call puts the module's own function in this one's place
  const allocate = wasm._malloc.bind(wasm);
  wasm._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0)
      throw new RangeError(`WebAssembly is out of memory: ${bytes} bytes were refused`);
    return address;
  };
}
