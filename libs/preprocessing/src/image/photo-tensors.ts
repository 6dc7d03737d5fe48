import type { ImagePreprocessing } from '@seje/artifacts';
import { SejeError } from '@seje/core';
import { PHOTO_LIMITS, type PhotoLimits } from './photo-limits.js';
import { photoTensor } from './photo-tensor.js';

/** Of Node's thread pool, on which sharp decodes, where UV_THREADPOOL_SIZE does not say otherwise. */
const POOL_THREADS = 4;

export interface PhotoTensorsOptions {
  readonly limits?: PhotoLimits;
  /** Photos decoded at a time, each with its pixels in memory; absent: as many as Node's thread pool takes. */
  readonly parallel?: number;
}

/**
 * Decodes many photos, a few at a time.
 * @returns for each photo, in order, its tensor or the error that `photoTensor` gives for it
 */
export async function photoTensors(
  photos: readonly Uint8Array[],
  preprocessing: ImagePreprocessing,
  { limits = PHOTO_LIMITS, parallel = poolThreads() }: PhotoTensorsOptions = {},
): Promise<(Float32Array | SejeError)[]> {
  const results = Array.from<Float32Array | SejeError>({ length: photos.length });
  const waiting = photos.entries();
  const decode = async (): Promise<void> => {
    for (const [i, photo] of waiting) {
      results[i] = await photoTensor(photo, preprocessing, limits).catch(codedOrThrow);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, photos.length) }, decode));
  return results;
}

function poolThreads(): number {
  return Number(process.env['UV_THREADPOOL_SIZE']) || POOL_THREADS;
}

function codedOrThrow(error: unknown): SejeError {
  if (error instanceof SejeError) return error;
  throw error;
}
