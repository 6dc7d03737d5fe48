import { Random, dot, matrixOf, rowOf } from '@seje/core';
import { evaluateRetrieval } from '@seje/retrieval';
import { describe, expect, it } from 'vitest';
import { openOnnxProduct } from './onnx-product.js';

const random = Random.fromSeed(1);
const randomMatrix = (rows: number, columns: number): ReturnType<typeof matrixOf> =>
  matrixOf(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => random.normal()),
  );

describe('openOnnxProduct', () => {
  it('gives one dot product a pair of rows, and the ranks of the plain loops', async () => {
    const { product, release } = await openOnnxProduct({ provider: 'cpu' });
    try {
      const [a, b] = [randomMatrix(5, 9), randomMatrix(7, 9)];
      const similarities = await product(a, b);
      expect(similarities).toHaveLength(35);
      for (let i = 0; i < 35; i++) {
        expect(similarities[i]).toBeCloseTo(dot(rowOf(a, Math.floor(i / 7)), rowOf(b, i % 7)), 5);
      }
      const images = randomMatrix(300, 16);
      const recipes = matrixOf(
        300,
        16,
        images.data.map((x) => x + random.normal()),
      );
      const bags = { bagSize: 200, bags: 3, seed: 1 };
      const loops = await evaluateRetrieval({ images, recipes }, bags);
      expect(await evaluateRetrieval({ images, recipes }, { ...bags, product, blockNumbers: 1000 })).toEqual(
        loops,
      );
    } finally {
      await release();
    }
  });
});
