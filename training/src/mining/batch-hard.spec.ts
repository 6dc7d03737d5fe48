import { Random } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { batchHard } from './batch-hard.js';
import { byInstance } from './eligible.js';

describe('batchHard', () => {
  it('equals choosing by sorting', () => {
    const random = Random.fromSeed(5);
    const instances = [0, 1, 2, 1, 3, 4, 0];
    const count = instances.length;
    const data = Float32Array.from({ length: count * count }, () => random.float());
    const mined = batchHard({ rows: count, columns: count, data }, byInstance(instances));
    const all = [...instances.keys()];
    for (const anchor of all) {
      const own = all.filter((i) => instances[i] === instances[anchor]);
      const others = all.filter((i) => instances[i] !== instances[anchor]);
      const toRecipe = (recipe: number) => data[anchor * count + recipe]!;
      const toImage = (image: number) => data[image * count + anchor]!;
      const { imageAnchors, recipeAnchors } = mined;
      expect(imageAnchors.positives[anchor]).toBe(own.toSorted((a, b) => toRecipe(b) - toRecipe(a))[0]);
      expect(imageAnchors.negatives[anchor]).toBe(others.toSorted((a, b) => toRecipe(a) - toRecipe(b))[0]);
      expect(recipeAnchors.positives[anchor]).toBe(own.toSorted((a, b) => toImage(b) - toImage(a))[0]);
      expect(recipeAnchors.negatives[anchor]).toBe(others.toSorted((a, b) => toImage(a) - toImage(b))[0]);
    }
  });

  it('has no negative where all pairs are of one recipe', () => {
    const mined = batchHard({ rows: 2, columns: 2, data: new Float32Array(4) }, byInstance([6, 6]));
    expect([...mined.imageAnchors.negatives]).toEqual([-1, -1]);
  });

  it('refuses instances of another count', () => {
    expect(() => batchHard({ rows: 2, columns: 2, data: new Float32Array(4) }, byInstance([1]))).toThrow(
      expect.objectContaining({ code: 'VECTOR_INVALID' }),
    );
  });
});
