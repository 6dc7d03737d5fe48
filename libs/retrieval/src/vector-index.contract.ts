import { type Matrix, Random, l2Normalised, matrixFromRows, matrixOf, rowOf } from '@seje/core';
import { describe, expect, it } from 'vitest';
import type { VectorIndex } from './vector-index.js';

/** Random unit vectors and ids `<prefix>0`, `<prefix>1`, ... for tests. */
export function randomVectors(
  rows: number,
  dimension: number,
  { seed = 1, prefix = 'v' }: { seed?: number; prefix?: string } = {},
): { ids: string[]; vectors: Matrix } {
  const random = Random.derived(seed, prefix);
  const row = (): Float32Array =>
    l2Normalised(Float32Array.from({ length: dimension }, () => random.normal()));
  return {
    ids: Array.from({ length: rows }, (_, i) => `${prefix}${i}`),
    vectors: matrixFromRows(Array.from({ length: rows }, row), dimension),
  };
}

const refusal = expect.objectContaining({ code: 'VECTOR_INVALID' }) as Error;

/** What every VectorIndex must do. `create` gives an empty index. */
export function describeVectorIndex(name: string, create: (dimension: number) => VectorIndex): void {
  describe(`${name} is a VectorIndex`, () => {
    const axes = matrixOf(3, 3, Float32Array.of(1, 0, 0, 0, 1, 0, 0.6, 0.8, 0));

    function filled(): VectorIndex {
      const index = create(3);
      index.add(['x', 'y', 'between'], axes);
      return index;
    }

    it('finds the nearest first, with cosine distances', () => {
      const found = filled().search(Float32Array.of(0, 1, 0), 3);
      expect(found.map(({ id }) => id)).toEqual(['y', 'between', 'x']);
      expect(found[0]!.distance).toBeCloseTo(0, 6);
      expect(found[1]!.distance).toBeCloseTo(0.2, 6);
      expect(found[2]!.distance).toBeCloseTo(1, 6);
    });

    it('gives distances from 0 to 2', () => {
      const index = create(64);
      const { ids, vectors } = randomVectors(200, 64);
      index.add(ids, vectors);
      const opposite = rowOf(vectors, 0).map((x) => -x);
      const distances = [rowOf(vectors, 0), opposite].flatMap((query) =>
        index.search(query, 200).map(({ distance }) => distance),
      );
      expect(Math.min(...distances)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...distances)).toBeLessThanOrEqual(2);
      expect(Math.max(...distances)).toBeCloseTo(2, 5);
    });

    it('clips k to its size', () => {
      expect(filled().search(Float32Array.of(1, 0, 0), 1000)).toHaveLength(3);
    });

    it('finds nothing in an empty index', () => {
      expect(create(3).search(Float32Array.of(1, 0, 0), 5)).toEqual([]);
    });

    it('finds min(k, size) where all vectors are equal, in insertion order', () => {
      const index = create(8);
      const ids = Array.from({ length: 300 }, (_, i) => `same${i}`);
      const vectors = matrixOf(
        300,
        8,
        new Float32Array(2400).map((_, at) => (at % 8 === 0 ? 1 : 0)),
      );
      index.add(ids, vectors);
      expect(index.search(rowOf(vectors, 0), 300).map(({ id }) => id)).toEqual(ids);
    });

    it('keeps what it has when more is added, and its own copy of it', () => {
      const index = create(16);
      const parts = [1, 2, 3].map((seed) => randomVectors(700, 16, { seed, prefix: `part${seed}-` }));
      const expected = parts.flatMap(({ ids, vectors }) =>
        ids.map((id, row) => ({ id, query: rowOf(vectors, row).slice() })),
      );
      for (const { ids, vectors } of parts) {
        index.add(ids, vectors);
        vectors.data.fill(0);
      }
      expect(index.size).toBe(2100);
      const found = expected.filter(({ id, query }) => index.search(query, 1)[0]!.id === id);
      expect(found.length).toBeGreaterThan(2080);
    });

    it('says its dimension and size, and which ids it has', () => {
      const index = filled();
      expect([index.dimension, index.size]).toEqual([3, 3]);
      expect([index.has('between'), index.has('z')]).toEqual([true, false]);
    });

    it.each([
      ['another dimension', [Float32Array.of(1, 0)]],
      ['NaN', [Float32Array.of(1, Number.NaN, 0)]],
      ['infinity', [Float32Array.of(1, Number.POSITIVE_INFINITY, 0)]],
      ['length 0', [Float32Array.of(0, 0, 0)]],
      ['length 1.01', [Float32Array.of(1.01, 0, 0)]],
      ['a bad row after a good one', [Float32Array.of(1, 0, 0), Float32Array.of(Number.NaN, 0, 0)]],
    ])('refuses vectors with %s and stays as it was', (_, rows) => {
      const index = filled();
      const ids = rows.map((_, i) => `new${i}`);
      expect(() => index.add(ids, matrixFromRows(rows))).toThrow(refusal);
      expect(() => index.search(rows.at(-1)!, 1)).toThrow(refusal);
      expect(index.size).toBe(3);
      expect(index.search(Float32Array.of(1, 0, 0), 9)).toHaveLength(3);
    });

    it.each([
      ['there already', ['x']],
      ['twice in the batch', ['new', 'new']],
      ['empty', ['']],
    ])('refuses an id that is %s', (_, ids) => {
      const index = filled();
      const vectors = matrixFromRows(ids.map(() => Float32Array.of(0, 0, 1)));
      expect(() => index.add(ids, vectors)).toThrow(refusal);
      expect(index.size).toBe(3);
    });

    it('refuses ids and vectors of different number, and k below 1', () => {
      expect(() => filled().add(['one'], axes)).toThrow(refusal);
      for (const k of [0, -1, 1.5, Number.NaN]) {
        expect(() => filled().search(Float32Array.of(1, 0, 0), k)).toThrow(refusal);
      }
    });
  });
}
