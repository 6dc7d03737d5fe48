import { createOnnxSession } from '@seje/artifacts';
import { type Matrix, SejeError, rowOf } from '@seje/core';
import { type ImageFeatures, ImageHead, RecipeHead } from '@seje/encoders';
import type { ParitySamples } from './parity-samples.js';

/** Largest |trained - exported| of one number of a unit vector: float32 in another order, with room. */
export const PARITY_TOLERANCE = 1e-4;

/** What a trained network computes, in inference mode, free of its engine. */
export interface TrainedEncoders {
  /** @returns [recipes.length, E], rows of length 1 */
  readonly recipes: (features: ParitySamples['recipes']) => Promise<Matrix>;
  /** @returns a row each, [N, E], of length 1 */
  readonly images: (features: ImageFeatures) => Promise<Matrix>;
}

export interface ExportedFiles {
  readonly recipeEncoder: Uint8Array;
  readonly imageEncoder: Uint8Array;
  /** E, width of the joint space. */
  readonly dimension: number;
}

/**
 * Runs the exported files beside the trained networks on the same features.
 * @returns the largest difference of each encoder
 * @throws SejeError PARITY_FAILED naming the worst sample
 */
export async function checkParity(
  exported: ExportedFiles,
  trained: TrainedEncoders,
  samples: ParitySamples,
): Promise<{ readonly recipe: number; readonly image: number }> {
  const { dimension } = exported;
  const recipeHead = new RecipeHead(await createOnnxSession(exported.recipeEncoder, { provider: 'cpu' }), {
    dimension,
  });
  const imageHead = new ImageHead(await createOnnxSession(exported.imageEncoder, { provider: 'cpu' }), {
    dimension,
  });
  try {
    return {
      recipe: largestDifference(
        'recipe encoder',
        await trained.recipes(samples.recipes),
        await recipeHead.encode(samples.recipes),
      ),
      image: largestDifference(
        'image encoder',
        await trained.images(samples.images),
        await imageHead.encode(samples.images),
      ),
    };
  } finally {
    await recipeHead.release();
    await imageHead.release();
  }
}

/**
 * @param trained [N, E]
 * @param exported [N, E]
 * @throws SejeError PARITY_FAILED (shapes differ, a number differs by more than the tolerance or is NaN)
 */
export function largestDifference(encoder: string, trained: Matrix, exported: Matrix): number {
  if (trained.rows !== exported.rows || trained.columns !== exported.columns || trained.rows === 0) {
    throw new SejeError('PARITY_FAILED', {
      message: `The exported ${encoder} gives vectors of another shape than the trained one`,
      expected: `[${trained.rows}, ${trained.columns}], at least one row`,
      found: `[${exported.rows}, ${exported.columns}]`,
    });
  }
  let worst = { sample: 0, difference: 0 };
  for (let sample = 0; sample < trained.rows; sample++) {
    const difference = rowDifference(rowOf(trained, sample), rowOf(exported, sample));
    if (!(difference <= worst.difference)) worst = { sample, difference };
    if (Number.isNaN(difference)) break;
  }
  if (worst.difference <= PARITY_TOLERANCE) return worst.difference;
  throw new SejeError('PARITY_FAILED', {
    message: `The exported ${encoder} does not compute what the trained one does (worst: sample ${worst.sample})`,
    expected: `differences of at most ${PARITY_TOLERANCE}`,
    found: `${worst.difference}`,
    remedy: 'Check that weights, experiment and trained network are of the same run.',
  });
}

function rowDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - b[i]!)), 0);
}
