import { SejeError, matrixOf, messageOf } from '@seje/core';
import wabt from 'wabt';
import { sigmoidTable } from './sigmoid-table.js';
import type { SkipGramKernel, SkipGramStart } from './skip-gram-kernel.js';
import { SKIP_GRAM_WAT } from './skip-gram-simd.wat.js';

const FLOAT_BYTES = 4;
/** The assembly loads two vectors of four floats at a time. */
const ROW_BYTES_MULTIPLE = 32;
/** Address of a node's row, and 1 - turn. */
const WAY_ENTRY_BYTES = 8;
const PAGE_BYTES = 65_536;

/** The few parts used here of the engine's global, whose types TypeScript ships with the browser's only. */
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => WasmMemory;
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<{ exports: Record<string, unknown> }>;
};
interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

type Learn = (...numbers: [x: number, way: number, wayEnd: number, rate: number]) => void;

/**
 * The kernel in WebAssembly SIMD, several times as fast as plain loops.
 * @throws SejeError SETTINGS_INVALID where the vectors do not fit into 4 GiB
 */
export async function simdSkipGramKernel({ vectors, tree }: SkipGramStart): Promise<SkipGramKernel> {
  const { rows, columns } = vectors;
  const rowBytes = Math.ceil((columns * FLOAT_BYTES) / ROW_BYTES_MULTIPLE) * ROW_BYTES_MULTIPLE;
  const table = sigmoidTable();
  // table | step | input rows | node rows | ways
  const step = Math.ceil(table.byteLength / ROW_BYTES_MULTIPLE) * ROW_BYTES_MULTIPLE;
  const inputs = step + rowBytes;
  const nodes = inputs + rows * rowBytes;
  const ways = nodes + rows * rowBytes;
  const memory = memoryOf(ways + tree.nodes.length * WAY_ENTRY_BYTES);

  new Float32Array(memory.buffer).set(table);
  const inputRow = (row: number): Float32Array =>
    new Float32Array(memory.buffer, inputs + row * rowBytes, columns);
  for (let row = 0; row < rows; row++) {
    inputRow(row).set(vectors.data.subarray(row * columns, (row + 1) * columns));
  }
  const view = new DataView(memory.buffer);
  for (let i = 0; i < tree.nodes.length; i++) {
    view.setUint32(ways + i * WAY_ENTRY_BYTES, nodes + tree.nodes[i]! * rowBytes, true);
    view.setFloat32(ways + i * WAY_ENTRY_BYTES + FLOAT_BYTES, 1 - tree.turns[i]!, true);
  }

  const learn = await instantiate({ memory, rowBytes, step });
  const { starts } = tree;
  return {
    learn(input, output, rate): void {
      learn(
        inputs + input * rowBytes,
        ways + starts[output]! * WAY_ENTRY_BYTES,
        ways + starts[output + 1]! * WAY_ENTRY_BYTES,
        rate,
      );
    },
    vectors() {
      const matrix = matrixOf(rows, columns);
      for (let row = 0; row < rows; row++) matrix.data.set(inputRow(row), row * columns);
      return matrix;
    },
  };
}

interface KernelImports {
  readonly memory: WasmMemory;
  readonly rowBytes: number;
  readonly step: number;
}

async function instantiate(imports: KernelImports): Promise<Learn> {
  const assembler = await wabt();
  const parsed = assembler.parseWat('skip-gram.wat', SKIP_GRAM_WAT, { simd: true });
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  const module = await WebAssembly.compile(Uint8Array.from(buffer));
  const instance = await WebAssembly.instantiate(module, { seje: imports });
  return instance.exports['learn'] as Learn;
}

function memoryOf(bytes: number): WasmMemory {
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
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
