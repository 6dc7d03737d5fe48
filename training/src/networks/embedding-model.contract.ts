import { type Matrix, dot, rowOf } from '@seje/core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FeatureSet } from '../data/feature-set.js';
import { learnableFeatures } from '../learnable-features.fixture.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import type { EmbeddingModel } from './embedding-model.js';

/** More recipes than go through a model at once. */
const RECIPES = 300;
const features = learnableFeatures({
  pairs: { train: RECIPES, val: 4, test: 2 },
  termDimension: 10,
  sentenceDimension: 6,
  photoDimension: 14,
  maxSentences: 4,
});

/** What every embedding model promises; `open` makes one for the features, on the engine. */
export function describeEmbeddingModel(
  name: string,
  open: (engine: TensorEngine, featureSet: FeatureSet) => Promise<EmbeddingModel>,
): void {
  describe(`the embedding model ${name}`, () => {
    let engine: TensorEngine;
    let model: EmbeddingModel;
    beforeAll(async () => {
      engine = await openTensorEngine('wasm');
      model = await open(engine, features);
    });
    const rows = features.rows.slice(0, RECIPES);
    const photoRows = rows.flatMap((row) => row.photoRows);
    const expectRow = (matrix: Matrix, i: number, expected: Float32Array): void => {
      rowOf(matrix, i).forEach((value, d) => expect(value).toBeCloseTo(expected[d]!, 5));
    };

    it('embeds both sides as unit rows of one width', () => {
      const [recipes, photos] = [model.embedRecipes(features, rows), model.embedPhotos(features, photoRows)];
      expect([recipes.rows, photos.rows]).toEqual([rows.length, photoRows.length]);
      expect(photos.columns).toBe(recipes.columns);
      for (const matrix of [recipes, photos]) {
        for (let i = 0; i < matrix.rows; i++)
          expect(dot(rowOf(matrix, i), rowOf(matrix, i))).toBeCloseTo(1, 4);
      }
    });

    it('embeds a recipe and a photo the same whichever others it is asked for with', () => {
      const [recipes, photos] = [model.embedRecipes(features, rows), model.embedPhotos(features, photoRows)];
      for (const i of [0, 17, RECIPES - 1]) {
        expectRow(model.embedRecipes(features, [rows[i]!]), 0, rowOf(recipes, i));
        expectRow(model.embedPhotos(features, [photoRows[i]!]), 0, rowOf(photos, i));
      }
      const reversed = model.embedRecipes(features, [...rows].reverse());
      expectRow(reversed, 0, rowOf(recipes, RECIPES - 1));
    });

    it('gives empty matrices for nothing', () => {
      expect(model.embedRecipes(features, []).rows).toBe(0);
      expect(model.embedPhotos(features, []).rows).toBe(0);
    });

    it('leaves no tensor behind', async () => {
      const { numTensors } = engine.tf.memory();
      const another = await open(engine, features);
      another.embedRecipes(features, rows);
      another.embedPhotos(features, photoRows);
      another.dispose();
      expect(engine.tf.memory().numTensors).toBe(numTensors);
    });
  });
}
