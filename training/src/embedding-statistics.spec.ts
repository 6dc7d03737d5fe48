import { Random, dot, l2Normalised } from '@seje/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { embeddingStatistics } from './embedding-statistics.js';
import { openTensorEngine } from './tensor-engine/open-tensor-engine.js';
import type { Tf } from './tensor-engine/tensor-engine.js';

const B = 7;
const E = 5;

describe('embeddingStatistics', () => {
  let tf: Tf;
  beforeAll(async () => {
    ({ tf } = await openTensorEngine('wasm'));
  });

  function statisticsOf(images: Float32Array[], recipes: Float32Array[]) {
    const encoded = (rows: Float32Array[]) => ({
      projected: tf.tensor2d(
        rows.flatMap((row) => [...row]),
        [B, E],
      ),
      unit: tf.tensor2d(
        rows.flatMap((row) => [...l2Normalised(row)]),
        [B, E],
      ),
    });
    const tensors = { images: encoded(images), recipes: encoded(recipes) };
    const { numTensors } = tf.memory();
    const statistics = embeddingStatistics(tf, tensors);
    expect(tf.memory().numTensors).toBe(numTensors);
    return statistics;
  }

  it('equals the means over all rows and all pairs of rows', () => {
    const random = Random.fromSeed(1);
    const rows = () =>
      Array.from({ length: B }, () => Float32Array.from({ length: E }, () => random.normal()));
    const [images, recipes] = [rows(), rows()];
    const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    const norm = (row: Float32Array) => Math.sqrt(dot(row, row));
    const cosine = (a: Float32Array, b: Float32Array) => dot(l2Normalised(a), l2Normalised(b));
    const among = (of: Float32Array[]) =>
      mean(of.flatMap((a, i) => of.filter((_, j) => i !== j).map((b) => cosine(a, b))));

    const found = statisticsOf(images, recipes);
    expect(found.imageNorm).toBeCloseTo(mean(images.map(norm)), 5);
    expect(found.recipeNorm).toBeCloseTo(mean(recipes.map(norm)), 5);
    expect(found.imageSimilarity).toBeCloseTo(among(images), 5);
    expect(found.recipeSimilarity).toBeCloseTo(among(recipes), 5);
    expect(found.pairSimilarity).toBeCloseTo(mean(images.map((image, i) => cosine(image, recipes[i]!))), 5);
  });

  it('shows a space that has collapsed', () => {
    const point = Float32Array.from([1, 2, 3, 4, 5]);
    const found = statisticsOf(Array(B).fill(point), Array(B).fill(point));
    for (const name of ['imageSimilarity', 'recipeSimilarity', 'pairSimilarity'] as const)
      expect(found[name]).toBeCloseTo(1, 5);
  });
});
