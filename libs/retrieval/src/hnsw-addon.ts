import { SejeError, messageOf } from '@seje/core';
import type * as Hnswlib from 'hnswlib-node';
import { createRequire } from 'node:module';
import type { HnswSettings } from './hnsw-settings.js';
import { type LabelledDistance, cosineDistance } from './nearest.js';

type Addon = typeof Hnswlib;

/** Unit vectors: one minus the inner product is the cosine distance, without normalising again. */
const SPACE = 'ip';

/**
 * The native library, loaded at first use.
 * @throws SejeError ADDON_NOT_BUILT
 */
export function loadHnswAddon(
  load: () => unknown = () => createRequire(import.meta.url)('hnswlib-node') as unknown,
): Addon {
  try {
    return load() as Addon;
  } catch (error) {
    throw new SejeError('ADDON_NOT_BUILT', {
      message: 'The vector index library hnswlib-node could not be loaded',
      found: messageOf(error).split('\n')[0]!,
      remedy: 'Run: npm rebuild hnswlib-node (needs a C++ compiler and Python).',
      cause: error,
    });
  }
}

export interface GraphOptions extends HnswSettings {
  readonly dimension: number;
  /** Vectors there is room for; `reserve` makes more. */
  readonly capacity: number;
  /** Seed of the layers that vectors are drawn into. */
  readonly seed: number;
}

/**
 * One HNSW graph in the addon's memory. What the addon does not check is checked or ruled out here: an
 * object exists only if its file loaded; `efSearch` is set after loading too; k is clipped; nothing is
 * added while the graph is being written. The addon's filter callback aborts the process when it throws
 * and is not offered. Callers check vectors (`vector-checks.ts`).
 */
export class HnswGraph {
  private writing = false;

  private constructor(private readonly raw: Hnswlib.HierarchicalNSW) {}

  static create({ dimension, capacity, m, efConstruction, efSearch, seed }: GraphOptions): HnswGraph {
    const raw = new (loadHnswAddon().HierarchicalNSW)(SPACE, dimension);
    raw.initIndex({ maxElements: Math.max(1, capacity), m, efConstruction, randomSeed: seed >>> 0 });
    raw.setEf(efSearch);
    return new HnswGraph(raw);
  }

  /**
   * Reads a file into a new object. Its structure must have been inspected (`hnsw-file.ts`) and its
   * content verified: the addon crashes on a damaged one.
   * @throws SejeError FILE_DAMAGED
   */
  static async read(
    path: string,
    { dimension, efSearch }: { readonly dimension: number; readonly efSearch: number },
  ): Promise<HnswGraph> {
    const raw = new (loadHnswAddon().HierarchicalNSW)(SPACE, dimension);
    try {
      await raw.readIndex(path);
    } catch (error) {
      throw new SejeError('FILE_DAMAGED', {
        message: `Could not load the index file ${path}`,
        found: messageOf(error),
        remedy: 'Build the index again.',
        cause: error,
      });
    }
    raw.setEf(efSearch);
    return new HnswGraph(raw);
  }

  get size(): number {
    return this.raw.getCurrentCount();
  }

  get capacity(): number {
    return this.raw.getMaxElements();
  }

  get efSearch(): number {
    return this.raw.getEf();
  }

  /** In no order. */
  labels(): number[] {
    return this.raw.getIdsList();
  }

  vector(label: number): Float32Array {
    return Float32Array.from(this.raw.getPoint(label));
  }

  /** Makes room for `capacity` vectors. @throws SejeError INDEX_FULL (no memory), JOB_RUNNING */
  reserve(capacity: number): void {
    this.assertNotWriting();
    if (capacity <= this.capacity) return;
    try {
      this.raw.resizeIndex(capacity);
    } catch (error) {
      throw new SejeError('INDEX_FULL', {
        message: `There is no memory for ${capacity} vectors`,
        found: messageOf(error),
        remedy: 'Use a machine with more memory, or a smaller catalogue.',
        cause: error,
      });
    }
  }

  /** @throws SejeError JOB_RUNNING */
  add(vector: Float32Array, label: number): void {
    this.assertNotWriting();
    this.raw.addPoint(Array.from(vector), label);
  }

  /** At most min(k, size) neighbours, fewer where the graph does not connect them. */
  search(query: Float32Array, k: number): LabelledDistance[] {
    const reachable = Math.min(k, this.size);
    if (reachable === 0) return [];
    const { neighbors, distances } = this.raw.searchKnn(Array.from(query), reachable);
    return neighbors.map((label, i) => ({ label, distance: cosineDistance(1 - distances[i]!) }));
  }

  /** Resolves whether or not anything was written: the caller inspects the file. @throws SejeError JOB_RUNNING */
  async write(path: string): Promise<void> {
    this.assertNotWriting();
    this.writing = true;
    try {
      await this.raw.writeIndex(path);
    } finally {
      this.writing = false;
    }
  }

  private assertNotWriting(): void {
    if (!this.writing) return;
    throw new SejeError('JOB_RUNNING', {
      message: 'The index is being written and cannot change now',
      remedy: 'Wait until writing has ended.',
    });
  }
}
