import { Random, matrixFromRows, matrixOf, rowOf } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { ExactIndex } from './exact-index.js';
import { HnswIndex } from './hnsw-index.js';
import { LiveIndex } from './live-index.js';
import { describeVectorIndex, randomVectors } from './vector-index.contract.js';

describeVectorIndex(
  'a live index over an empty base',
  (dimension) => new LiveIndex(new ExactIndex(dimension)),
);
describeVectorIndex('a live index over one whose vectors are all deleted', (dimension) => {
  const base = new ExactIndex(dimension);
  const { ids, vectors } = randomVectors(20, dimension, { prefix: 'gone-' });
  base.add(ids, vectors);
  const live = new LiveIndex(base);
  live.apply({ upserts: { ids: [], vectors: matrixOf(0, dimension) }, deletes: ids });
  return live;
});

const DIMENSION = 8;
const settings = { dimension: DIMENSION, m: 12, efConstruction: 100, efSearch: 64, seed: 1 };
const refusal = expect.objectContaining({ code: 'VECTOR_INVALID' }) as Error;

describe('LiveIndex', () => {
  const one = (x: number): Float32Array => Float32Array.of(Math.cos(x), Math.sin(x));
  const upserts = (entries: Record<string, number>) => ({
    ids: Object.keys(entries),
    vectors: matrixFromRows(Object.values(entries).map(one), 2),
  });
  const none = { ids: [], vectors: matrixOf(0, 2) };

  function filled(): LiveIndex {
    const base = new ExactIndex(2);
    const { ids, vectors } = upserts({ a: 0, b: 0.1, c: 0.2 });
    base.add(ids, vectors);
    return new LiveIndex(base);
  }
  const found = (index: LiveIndex, k = 9): string[] => index.search(one(0), k).map(({ id }) => id);

  it('finds what was added, replaced and not deleted', () => {
    const index = filled();
    index.apply({ upserts: upserts({ d: 0.05, a: 1 }), deletes: ['b'] });
    expect(found(index)).toEqual(['d', 'c', 'a']);
    expect(found(index, 1)).toEqual(['d']);
    expect([index.size, index.overlaySize]).toEqual([3, 3]);
    expect(['a', 'b', 'c', 'd'].map((id) => index.has(id))).toEqual([true, false, true, true]);
  });

  it('takes back what was deleted, and forgets what was added', () => {
    const index = filled();
    index.apply({ upserts: upserts({ d: 0.05 }), deletes: ['a'] });
    index.apply({ upserts: upserts({ a: 0 }), deletes: ['d', 'never-there'] });
    expect(found(index)).toEqual(['a', 'b', 'c']);
    expect([index.size, index.overlaySize]).toEqual([3, 1]);
  });

  it.each([
    ['a vector is no unit vector', { ids: ['d', 'e'], vectors: matrixOf(2, 2, Float32Array.of(1, 0, 2, 0)) }],
    ['an id is there twice', { ids: ['d', 'd'], vectors: matrixOf(2, 2, Float32Array.of(1, 0, 1, 0)) }],
    ['an id is deleted too', { ids: ['d', 'a'], vectors: matrixOf(2, 2, Float32Array.of(1, 0, 1, 0)) }],
  ])('changes nothing where %s', (_, wrong) => {
    const index = filled();
    expect(() => index.apply({ upserts: wrong, deletes: ['a'] })).toThrow(refusal);
    expect(found(index)).toEqual(['a', 'b', 'c']);
    expect(index.overlaySize).toBe(0);
  });

  it('finds nothing once all is deleted', () => {
    const index = filled();
    index.apply({ upserts: none, deletes: ['a', 'b', 'c'] });
    expect(found(index)).toEqual([]);
    expect(index.size).toBe(0);
  });

  it('still finds k where the nearest 900 of 1,000 are deleted', () => {
    const base = HnswIndex.create(settings);
    const { ids, vectors } = randomVectors(1000, DIMENSION);
    base.add(ids, vectors);
    const query = rowOf(vectors, 0);
    const nearest = base.search(query, 900).map(({ id }) => id);
    const index = new LiveIndex(base);
    index.apply({ upserts: { ids: [], vectors: matrixOf(0, DIMENSION) }, deletes: nearest });
    const answer = index.search(query, 100);
    expect(answer).toHaveLength(100);
    expect(answer.filter(({ id }) => nearest.includes(id))).toEqual([]);
  });
});

/** What must be found: every vector that is there, compared one by one. */
class Oracle {
  readonly vectors = new Map<string, Float32Array>();

  nearest(query: Float32Array, k: number): number[] {
    const exact = new ExactIndex(DIMENSION);
    exact.add([...this.vectors.keys()], matrixFromRows([...this.vectors.values()], DIMENSION));
    return exact.search(query, k).map(({ distance }) => distance);
  }
}

describe.each([
  ['exact', (): ExactIndex => new ExactIndex(DIMENSION)],
  ['HNSW', (): HnswIndex => HnswIndex.create({ ...settings, efSearch: 400 })],
])('a live index over an %s base', (_, create) => {
  it.each([1, 2, 3, 4, 5])('answers as exact search does, whatever changes (seed %i)', (seed) => {
    const random = Random.derived(seed, 'changes');
    const pool = randomVectors(400, DIMENSION, { seed });
    const base = create();
    const oracle = new Oracle();
    for (const [row, id] of pool.ids.slice(0, 200).entries())
      oracle.vectors.set(id, rowOf(pool.vectors, row));
    base.add([...oracle.vectors.keys()], matrixFromRows([...oracle.vectors.values()]));
    const index = new LiveIndex(base);
    for (let round = 0; round < 60; round++) {
      const ids = random.shuffled(pool.ids).slice(0, random.int(12));
      const put = ids.slice(0, random.int(ids.length + 1));
      const deletes = ids.slice(put.length);
      const rows = put.map(() => rowOf(pool.vectors, random.int(400)));
      index.apply({ upserts: { ids: put, vectors: matrixFromRows(rows, DIMENSION) }, deletes });
      for (const id of deletes) oracle.vectors.delete(id);
      for (const [i, id] of put.entries()) oracle.vectors.set(id, rows[i]!);
      expect(index.size).toBe(oracle.vectors.size);

      const query = rowOf(pool.vectors, random.int(400));
      const k = 1 + random.int(30);
      const answer = index.search(query, k);
      const expected = oracle.nearest(query, k);
      expect(answer).toHaveLength(expected.length);
      for (const [i, { id, distance }] of answer.entries()) {
        expect(distance).toBeCloseTo(expected[i]!, 5);
        expect(oracle.vectors.has(id)).toBe(true);
      }
    }
  });
});
