import { type Matrix, rowOf } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { ImageInputs } from '../networks/image-encoder.js';
import type { RecipeInputs } from '../networks/recipe-encoder.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { FeatureRow, FeatureSet } from './feature-set.js';
import { packedOrder } from './packed-order.js';

/** Chosen rows of a matrix as a tensor, [B, D]. */
function gathered(tf: Tf, matrix: Matrix, rows: readonly number[]): tensorflow.Tensor2D {
  const data = new Float32Array(rows.length * matrix.columns);
  for (const [i, row] of rows.entries()) data.set(rowOf(matrix, row), i * matrix.columns);
  return tf.tensor2d(data, [rows.length, matrix.columns]);
}

/**
 * A batch's recipes; sentences in the order of `packedOrder`, [P, Ds]. A recipe without sentences has one of zeros,
 * as it has at query time.
 */
export function recipeInputs(tf: Tf, featureSet: FeatureSet, rows: readonly FeatureRow[]): RecipeInputs {
  const { term, sentences } = featureSet;
  const width = sentences.columns;
  const { order, counts, lastRows } = packedOrder(rows.map((row) => Math.max(1, row.sentenceCount)));
  const total = counts.reduce((sum, count) => sum + count, 0); // P
  const steps = new Float32Array(total * width);
  for (const [place, i] of order.entries()) {
    const { sentenceStart, sentenceCount } = rows[i]!;
    const ofRecipe = sentences.read(sentenceStart, sentenceCount);
    for (let t = 0, row = place; t < sentenceCount; row += counts[t++]!)
      steps.set(rowOf(ofRecipe, t), row * width);
  }
  return {
    term: gathered(
      tf,
      term,
      rows.map((row) => row.termRow),
    ),
    steps: tf.tensor2d(steps, [total, width]),
    counts,
    lastRows,
  };
}

/** Pooled features of photos, [B, F], and their f_cat, [B, Dc], where the set has it. */
export function photoInputs(tf: Tf, featureSet: FeatureSet, photoRows: readonly number[]): ImageInputs {
  const feature = gathered(tf, featureSet.photos, photoRows);
  return { feature, ...photoCategoryInputs(tf, featureSet, photoRows) };
}

/** f_cat of photos alone, [B, Dc], where the set has it. */
export function photoCategoryInputs(
  tf: Tf,
  { photoCategories }: FeatureSet,
  photoRows: readonly number[],
): Omit<ImageInputs, 'feature'> {
  return photoCategories === undefined ? {} : { category: gathered(tf, photoCategories, photoRows) };
}
