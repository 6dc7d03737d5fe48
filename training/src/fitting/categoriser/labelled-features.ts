import { type ErrorCode, type Matrix, type OnProgress, SejeError, matrixFromRows } from '@seje/core';
import type { PhotoTrunk } from '@seje/encoders';
import { readFile } from 'node:fs/promises';
import type { LabelledPhoto } from '../../data/food101-layout.js';

/** Pooled features of photos and their classes, row by row. */
export interface LabelledFeatures {
  /** [N, F] */
  readonly features: Matrix;
  /** Class of each row. */
  readonly labels: readonly number[];
}

/** The same, and which photo each row is of. */
export interface PhotoFeatures extends LabelledFeatures {
  readonly photos: readonly LabelledPhoto[];
}

/** Photos without a feature, by reason. */
export type DroppedPhotos = Partial<Record<ErrorCode, number>>;

export interface LabelledFeatureOptions {
  /** For progress, e.g. `features of train photos`. */
  readonly step: string;
  readonly onProgress: OnProgress;
  /** Counts what cannot be read. */
  readonly dropped: DroppedPhotos;
}

/** Photos that are sent through the trunk together; a multiple of its batch. */
const PHOTOS_AT_ONCE = 64;

/** Sends photos through a trunk. What cannot be read is left out and counted. */
export async function labelledFeatures(
  photos: readonly LabelledPhoto[],
  trunk: PhotoTrunk,
  { step, onProgress, dropped }: LabelledFeatureOptions,
): Promise<PhotoFeatures> {
  const rows: Float32Array[] = [];
  const read: LabelledPhoto[] = [];
  for (let start = 0; start < photos.length; start += PHOTOS_AT_ONCE) {
    const some = photos.slice(start, start + PHOTOS_AT_ONCE);
    for (const [i, result] of (await featuresOrErrors(some, trunk)).entries()) {
      if (result instanceof SejeError) {
        dropped[result.code] = (dropped[result.code] ?? 0) + 1;
        continue;
      }
      rows.push(result);
      read.push(some[i]!);
    }
    onProgress({ step, done: start + some.length, total: photos.length });
  }
  const features = matrixFromRows(rows, trunk.featureDimension);
  return { features, labels: read.map(({ label }) => label), photos: read };
}

async function featuresOrErrors(
  photos: readonly LabelledPhoto[],
  trunk: PhotoTrunk,
): Promise<(Float32Array | SejeError)[]> {
  const files = await Promise.all(photos.map(({ path }) => readFile(path).catch(missing)));
  const there = files.filter((file) => file instanceof Uint8Array);
  const features = (await trunk.featureOrErrorOf(there)).values();
  return files.map((file) => (file instanceof SejeError ? file : features.next().value!));
}

function missing(error: NodeJS.ErrnoException): SejeError {
  if (error.code !== 'ENOENT') throw error;
  return new SejeError('PHOTO_MISSING', { message: error.message, cause: error });
}
