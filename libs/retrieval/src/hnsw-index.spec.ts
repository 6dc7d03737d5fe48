import { matrixFromRows, rowOf } from '@seje/core';
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExactIndex } from './exact-index.js';
import { HnswGraph, loadHnswAddon } from './hnsw-addon.js';
import { HnswIndex } from './hnsw-index.js';
import { createVectorIndex } from './index.js';
import { describeVectorIndex, randomVectors } from './vector-index.contract.js';

const settings = { m: 12, efConstruction: 100, efSearch: 64, seed: 1 };

describeVectorIndex('the HNSW index', (dimension) =>
  createVectorIndex({ kind: 'hnsw', dimension, ...settings }),
);
describeVectorIndex('an HNSW index that starts full', (dimension) =>
  createVectorIndex({ kind: 'hnsw', dimension, ...settings, capacity: 1 }),
);

const code = (name: string): Error => expect.objectContaining({ code: name }) as Error;

describe('HnswIndex', () => {
  const data = randomVectors(2000, 32);
  const options = { dimension: 32, ...settings };
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seje-hnsw-'));
    file = join(folder, 'index.hnsw');
    const index = HnswIndex.create(options);
    index.add(data.ids, data.vectors);
    await index.write(file);
  });
  afterAll(() => rm(folder, { recursive: true }));

  function recallAt10(index: HnswIndex): number {
    const exact = new ExactIndex(32);
    exact.add(data.ids, data.vectors);
    const queries = randomVectors(100, 32, { prefix: 'query' }).vectors;
    let found = 0;
    for (let row = 0; row < queries.rows; row++) {
      const right = new Set(exact.search(rowOf(queries, row), 10).map(({ id }) => id));
      found += index.search(rowOf(queries, row), 10).filter(({ id }) => right.has(id)).length;
    }
    return found / (10 * queries.rows);
  }

  it('finds what exact search finds, and still after a load: efSearch is set again', async () => {
    const loaded = await HnswIndex.read(file, data.ids, options);
    expect(recallAt10(loaded)).toBeGreaterThan(0.95);
    const hasty = await HnswIndex.read(file, data.ids, { ...options, efSearch: 10 });
    expect(recallAt10(hasty)).toBeLessThan(recallAt10(loaded));
    expect((await HnswGraph.read(file, options)).efSearch).toBe(64);
  });

  it('takes more vectors after a load', async () => {
    const loaded = await HnswIndex.read(file, data.ids, options);
    const more = randomVectors(100, 32, { prefix: 'more' });
    loaded.add(more.ids, more.vectors);
    expect(loaded.search(rowOf(more.vectors, 7), 1)[0]!.id).toBe('more7');
    expect(() => loaded.add(['v5'], matrixFromRows([rowOf(more.vectors, 0)]))).toThrow(
      code('VECTOR_INVALID'),
    );
  });

  it('writes and loads an empty index', async () => {
    const empty = join(folder, 'empty.hnsw');
    await HnswIndex.create(options).write(empty);
    const loaded = await HnswIndex.read(empty, [], options);
    expect(loaded.search(rowOf(data.vectors, 0), 3)).toEqual([]);
    loaded.add(data.ids, data.vectors);
    expect(loaded.search(rowOf(data.vectors, 3), 1)[0]!.id).toBe('v3');
  });

  it('never lets labels wrap: beyond its maximum it is full', () => {
    const small = HnswIndex.create({ ...options, maximumSize: 3 });
    const { ids, vectors } = randomVectors(4, 32);
    expect(() => small.add(ids, vectors)).toThrow(code('INDEX_FULL'));
    expect(small.size).toBe(0);
    const one = (row: number): [string[], ReturnType<typeof matrixFromRows>] => [
      [ids[row]!],
      matrixFromRows([rowOf(vectors, row)]),
    ];
    for (const row of [0, 1, 2]) small.add(...one(row));
    expect(() => small.add(...one(3))).toThrow(code('INDEX_FULL'));
    expect(small.search(rowOf(vectors, 2), 9)).toHaveLength(3);
  });

  it('refuses to change while it is being written, and the file holds what was there', async () => {
    const index = HnswIndex.create(options);
    index.add(data.ids, data.vectors);
    const path = join(folder, 'busy.hnsw');
    const written = index.write(path);
    await expect(index.write(join(folder, 'second.hnsw'))).rejects.toThrow(code('JOB_RUNNING'));
    const more = randomVectors(10, 32, { prefix: 'more' });
    expect(() => index.add(more.ids, more.vectors)).toThrow(code('JOB_RUNNING'));
    await written;
    index.add(more.ids, more.vectors);
    expect(index.size).toBe(2010);
    expect(recallAt10(await HnswIndex.read(path, data.ids, options))).toBeGreaterThan(0.95);
  });

  it('says when a file could not be written: missing folder, name taken', async () => {
    const index = HnswIndex.create(options);
    await expect(index.write(join(folder, 'missing', 'index.hnsw'))).rejects.toThrow(
      code('DISK_WRITE_FAILED'),
    );
    await expect(index.write(file)).rejects.toThrow(code('DISK_WRITE_FAILED'));
  });

  it('refuses a file of another dimension, m or number of vectors', async () => {
    const read = (change: object, ids = data.ids): Promise<unknown> =>
      HnswIndex.read(file, ids, { ...options, ...change });
    await expect(read({ dimension: 64 })).rejects.toThrow(/dimension 64.*dimension 32/);
    await expect(read({ m: 9 })).rejects.toThrow(code('FILE_DAMAGED'));
    await expect(read({}, data.ids.slice(1))).rejects.toThrow(/1999 vectors.*2000 vectors/);
  });

  it('refuses a file with labels of its own', async () => {
    const graph = HnswGraph.create({ ...options, capacity: 2 });
    graph.add(rowOf(data.vectors, 0), 0);
    graph.add(rowOf(data.vectors, 1), 7);
    const path = join(folder, 'labels.hnsw');
    await graph.write(path);
    await expect(HnswIndex.read(path, ['a', 'b'], options)).rejects.toThrow(/labels/);
  });

  it('refuses a file that is missing, cut off at any place, or has a damaged header', async () => {
    await expect(HnswIndex.read(join(folder, 'no.hnsw'), [], options)).rejects.toThrow(
      code('FILE_NOT_FOUND'),
    );
    const whole = await readFile(file);
    const damaged = join(folder, 'damaged.hnsw');
    for (const length of [0, 50, 96, 5000, whole.length - 2000, whole.length - 1]) {
      await copyFile(file, damaged);
      await truncate(damaged, length);
      await expect(HnswIndex.read(damaged, data.ids, options)).rejects.toThrow(code('FILE_DAMAGED'));
    }
    for (const at of [0, 17, 24, 23, 33, 41, 73]) {
      await writeFile(damaged, whole.with(at, whole[at]! ^ 0x80));
      await expect(HnswIndex.read(damaged, data.ids, options)).rejects.toThrow(code('FILE_DAMAGED'));
    }
  });
});

describe('loadHnswAddon', () => {
  it('says what to run where the addon is not built', () => {
    const load = (): never => {
      throw new Error('Could not locate the bindings file. Tried:\n -> build/addon.node');
    };
    expect(() => loadHnswAddon(load)).toThrow(code('ADDON_NOT_BUILT'));
    expect(() => loadHnswAddon(load)).toThrow(/npm rebuild hnswlib-node/);
  });
});
