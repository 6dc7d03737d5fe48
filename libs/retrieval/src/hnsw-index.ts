import { type Matrix, SejeError, dot, isThere, messageOf, rowOf } from '@seje/core';
import { type GraphOptions, HnswGraph } from './hnsw-addon.js';
import { inspectHnswFile } from './hnsw-file.js';
import { IdTable } from './id-table.js';
import { type LabelledDistance, Nearest, byDistance, cosineDistance } from './nearest.js';
import { assertResultCount, assertUnitRows, assertUnitVector } from './vector-checks.js';
import type { Neighbour, VectorIndex } from './vector-index.js';

/** The addon's labels are 32 bit and wrap without a word. */
const MOST_LABELS = 2 ** 32 - 1;
/** When an index is full, its room grows by this factor. */
const GROWTH = 1.5;
const FIRST_CAPACITY = 1024;

export interface HnswIndexOptions extends Omit<GraphOptions, 'capacity'> {
  /** Vectors to make room for at once. Default 1,024; the index grows when it is full. */
  readonly capacity?: number;
  /** Most vectors it may ever hold. Default and upper bound: 2^32 - 1. */
  readonly maximumSize?: number;
}

/** Approximate search in an HNSW graph; the addon's traps are guarded here and in `hnsw-addon.ts`. */
export class HnswIndex implements VectorIndex {
  private constructor(
    private readonly graph: HnswGraph,
    private readonly ids: IdTable,
    private readonly options: HnswIndexOptions,
  ) {}

  /** @throws SejeError ADDON_NOT_BUILT */
  static create(options: HnswIndexOptions): HnswIndex {
    const capacity = Math.min(options.capacity ?? FIRST_CAPACITY, options.maximumSize ?? MOST_LABELS);
    return new HnswIndex(HnswGraph.create({ ...options, capacity }), new IdTable(), options);
  }

  /**
   * Loads a file that `write` made into a new index. Verify its checksum first: structure, dimension,
   * count and labels are checked here, damage inside vectors and links is not.
   * @param ids by label
   * @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED, VECTOR_INVALID (ids), ADDON_NOT_BUILT
   */
  static async read(path: string, ids: readonly string[], options: HnswIndexOptions): Promise<HnswIndex> {
    const facts = await inspectHnswFile(path);
    const expected = { count: ids.length, dimension: options.dimension, m: options.m };
    assertSame(path, expected, facts);
    const table = new IdTable();
    table.assertNew(ids);
    for (const id of ids) table.append(id);
    const graph = await HnswGraph.read(path, options);
    const labels = new Set(graph.labels());
    if (labels.size !== ids.length || !ids.every((_, label) => labels.has(label))) {
      throw new SejeError('FILE_DAMAGED', {
        message: `The index file ${path} has other labels than ids`,
        expected: `0 to ${ids.length - 1}`,
        remedy: 'Build the index again.',
      });
    }
    return new HnswIndex(graph, table, options);
  }

  get dimension(): number {
    return this.options.dimension;
  }

  get size(): number {
    return this.ids.size;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** @throws SejeError VECTOR_INVALID, INDEX_FULL, JOB_RUNNING (while it is being written) */
  add(ids: readonly string[], vectors: Matrix): void {
    assertUnitRows(ids, vectors, this.dimension);
    this.ids.assertNew(ids);
    this.makeRoom(this.size + ids.length);
    for (const [row, id] of ids.entries()) {
      this.graph.add(rowOf(vectors, row), this.size);
      this.ids.append(id);
    }
  }

  search(query: Float32Array, k: number): Neighbour[] {
    assertUnitVector(query, this.dimension, 'query');
    assertResultCount(k);
    const wanted = Math.min(k, this.size);
    const found = this.graph.search(query, wanted);
    const complete = found.length === wanted ? found : this.searchEverything(query, wanted);
    return complete
      .toSorted(byDistance)
      .map(({ label, distance }) => ({ id: this.ids.idOf(label), distance }));
  }

  /**
   * Writes the graph to a new file and checks that it is whole, since the addon reports success on a full
   * disk and for a missing folder. Not fsynced.
   * @throws SejeError DISK_WRITE_FAILED, JOB_RUNNING (already being written)
   */
  async write(path: string): Promise<void> {
    if (await isThere(path)) throw notWritten(path, 'a file of that name');
    await this.graph.write(path);
    try {
      assertSame(
        path,
        { count: this.size, dimension: this.dimension, m: this.options.m },
        await inspectHnswFile(path),
      );
    } catch (error) {
      throw notWritten(path, messageOf(error), error);
    }
  }

  /** A graph may not connect all that it holds (many equal vectors); a result is never short for that. */
  private searchEverything(query: Float32Array, k: number): readonly LabelledDistance[] {
    const nearest = new Nearest(k);
    for (let label = 0; label < this.size; label++) {
      nearest.offer(label, cosineDistance(dot(query, this.graph.vector(label))));
    }
    return nearest.sorted();
  }

  private makeRoom(size: number): void {
    const most = Math.min(this.options.maximumSize ?? MOST_LABELS, MOST_LABELS);
    if (size > most) {
      throw new SejeError('INDEX_FULL', {
        message: 'The index is full',
        expected: `at most ${most} vectors`,
        found: `${size}`,
        remedy: 'Split the catalogue, or use a distributed vector store.',
      });
    }
    if (size <= this.graph.capacity) return;
    this.graph.reserve(Math.min(most, Math.max(size, Math.ceil(this.graph.capacity * GROWTH))));
  }
}

type Shape = Readonly<Record<'count' | 'dimension' | 'm', number>>;

function assertSame(path: string, expected: Shape, found: Shape): void {
  const text = ({ count, dimension, m }: Shape): string =>
    `${count} vectors of dimension ${dimension}, m ${m}`;
  if (text(expected) === text(found)) return;
  throw new SejeError('FILE_DAMAGED', {
    message: `The index file ${path} is another one`,
    expected: text(expected),
    found: text(found),
    remedy: 'Build the index again.',
  });
}

function notWritten(path: string, found: string, cause?: unknown): SejeError {
  return new SejeError('DISK_WRITE_FAILED', {
    message: `Could not write the index file ${path}`,
    found,
    remedy: 'Check free space and permissions of that folder, then try again.',
    cause,
  });
}
