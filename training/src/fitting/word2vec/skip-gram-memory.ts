import { SejeError, messageOf } from '@seje/core';
import wabt from 'wabt';
import { sigmoidTable } from './sigmoid-table.js';
import type { SkipGramStart } from './skip-gram-kernel.js';
import { SKIP_GRAM_WAT } from './skip-gram-simd.wat.js';
import { type SharedSkipGram, type SkipGramLayout, WAY_ENTRY_BYTES } from './shared-skip-gram.js';
import { WebAssembly, type WasmMemory, type WasmModule } from './web-assembly.js';

const FLOAT_BYTES = 4;
/** The assembly loads two vectors of four floats at a time. */
const ROW_BYTES_MULTIPLE = 32;
/** Rows that each belong to one thread lie this far apart, so that no two share a cache line. */
const THREAD_ROW_BYTES_MULTIPLE = 128;
const PAGE_BYTES = 65_536;

/**
 * Lays everything out for kernels on several threads.
 * @throws SejeError SETTINGS_INVALID where the vectors do not fit into 4 GiB
 */
export async function shareSkipGram(
  { vectors, tree }: SkipGramStart,
  threads: number,
): Promise<SharedSkipGram> {
  const { rows, columns } = vectors;
  const table = sigmoidTable();
  const layout = layoutOf({ rows, columns, threads, table: table.byteLength, ways: tree.nodes.length });
  const memory = memoryOf(layout.end);
  new Float32Array(memory.buffer).set(table);
  for (let row = 0; row < rows; row++) {
    const at = layout.inputs + row * layout.rowBytes;
    new Float32Array(memory.buffer, at, columns).set(
      vectors.data.subarray(row * columns, (row + 1) * columns),
    );
  }
  const view = new DataView(memory.buffer);
  for (let i = 0; i < tree.nodes.length; i++) {
    const at = layout.ways + i * WAY_ENTRY_BYTES;
    view.setUint32(at, layout.nodes + tree.nodes[i]! * layout.rowBytes, true);
    view.setFloat32(at + FLOAT_BYTES, 1 - tree.turns[i]!, true);
  }
  return { memory, module: await assembled(), rows, columns, layout, starts: tree.starts };
}

function layoutOf(sizes: {
  readonly rows: number;
  readonly columns: number;
  readonly threads: number;
  /** Bytes of the sigmoid table. */
  readonly table: number;
  /** Entries of all ways. */
  readonly ways: number;
}): SkipGramLayout {
  const rowBytes = roundedUp(sizes.columns * FLOAT_BYTES, ROW_BYTES_MULTIPLE);
  const threadRowBytes = roundedUp(rowBytes, THREAD_ROW_BYTES_MULTIPLE);
  const threadRows = roundedUp(sizes.table, THREAD_ROW_BYTES_MULTIPLE);
  const inputs = threadRows + sizes.threads * threadRowBytes;
  const nodes = inputs + sizes.rows * rowBytes;
  const ways = nodes + sizes.rows * rowBytes;
  const end = ways + sizes.ways * WAY_ENTRY_BYTES;
  return { rowBytes, threadRowBytes, threadRows, inputs, nodes, ways, end };
}

function roundedUp(bytes: number, multiple: number): number {
  return Math.ceil(bytes / multiple) * multiple;
}

async function assembled(): Promise<WasmModule> {
  const assembler = await wabt();
  const parsed = assembler.parseWat('skip-gram.wat', SKIP_GRAM_WAT, { simd: true, threads: true });
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  return WebAssembly.compile(Uint8Array.from(buffer));
}

function memoryOf(bytes: number): WasmMemory {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (error) {
    throw new SejeError('SETTINGS_INVALID', {
      message: 'The term vectors do not fit into the memory that word2vec can use',
      expected: 'at most 4 GiB for two vectors a term',
      found: `${Math.ceil(bytes / 2 ** 20)} MiB (${messageOf(error)})`,
      remedy: 'Raise text.minCount or lower text.termDimension.',
      cause: error,
    });
  }
}
