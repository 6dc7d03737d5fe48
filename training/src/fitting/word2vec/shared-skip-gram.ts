import type { WasmMemory, WasmModule } from './web-assembly.js';

/**
 * Vectors, tree and code in memory that threads share; plain data that a worker thread can be given.
 * Kernels on it update the same rows without locks: now and then one overwrites the step of another,
 * which such sparse updates bear (Hogwild; Niu et al. 2011), as word2vec.c's do.
 */
export interface SharedSkipGram {
  readonly memory: WasmMemory;
  readonly module: WasmModule;
  /** Number of terms and width of their vectors. */
  readonly rows: number;
  readonly columns: number;
  readonly layout: SkipGramLayout;
  /** Where each term's way starts, in entries. */
  readonly starts: Int32Array;
}

/** Addresses and sizes in bytes: sigmoid table, one row a thread, input rows, node rows, ways. */
export interface SkipGramLayout {
  readonly rowBytes: number;
  readonly threadRowBytes: number;
  readonly threadRows: number;
  readonly inputs: number;
  readonly nodes: number;
  readonly ways: number;
  readonly end: number;
}

/** Bytes of an entry of a way: address of a node's row, and 1 - turn. */
export const WAY_ENTRY_BYTES = 8;
