import { type Matrix, type OnProgress, matrixOf, rowRange } from '@seje/core';
import { readFile } from 'node:fs/promises';
import type { Backbone } from '../backbones/backbone.js';
import type { PhotoFile } from '../finetuning/photo-files.js';
import type { PhotoReader } from '../finetuning/photo-reader.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { type ResNetNetwork, ResidualTrunk } from '../networks/residual-trunk.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { RunContext } from './run-context.js';
import { openRunPhotoReader } from './run-photo-reader.js';
import { stoppableProgress } from './stoppable.js';

/** Photos that a trainable trunk and an exported one are compared on. */
const COMPARED = 16;
/** Photos that are read into memory together; a multiple of the trunk's batch. */
const PHOTOS_AT_ONCE = 64;
const MICRO_BATCH = 8;

/** The first photos' features as a trainable trunk computes them, at most [16, F]. */
export async function trainableFeatures(
  tf: Tf,
  photos: PhotoReader,
  { weights, network }: { readonly weights: NamedWeights; readonly network: ResNetNetwork },
): Promise<Matrix> {
  const fromStage = network.architecture.blocks.length + 1; // nothing is trained
  const trunk = new ResidualTrunk(tf, weights, { network, fromStage });
  try {
    const rows = [...Array(Math.min(COMPARED, photos.count)).keys()];
    return await photos.centreFeatures({ tf, trunk, mode: 'infer', microBatch: MICRO_BATCH }, rows);
  } finally {
    trunk.dispose();
  }
}

/** The first rows that `trainableFeatures` has, of the features of all photos. */
export function comparedRows(features: Matrix): Matrix {
  return rowRange(features, 0, COMPARED);
}

/**
 * Features of every photo by an exported backbone, [photos, F], through the run's cache, which indexing will read.
 * @throws SejeError what reading photos throws
 */
export async function exportedFeatures(
  { run, provider, onProgress, signal }: Pick<RunContext, 'run' | 'provider' | 'onProgress' | 'signal'>,
  backbone: Backbone,
  files: readonly PhotoFile[],
): Promise<Matrix> {
  const report: OnProgress = stoppableProgress(onProgress, signal);
  const features = matrixOf(files.length, backbone.featureDimension);
  const opened = await openRunPhotoReader(run, backbone, { provider, categoriser: false });
  try {
    for (let start = 0; start < files.length; start += PHOTOS_AT_ONCE) {
      const some = files.slice(start, start + PHOTOS_AT_ONCE);
      const photos = await Promise.all(some.map(({ path }) => readFile(path)));
      features.data.set(
        (await opened.reader.featuresOf(photos)).feature.data,
        start * backbone.featureDimension,
      );
      report({ step: 'photo features', done: start + some.length, total: files.length });
    }
    return features;
  } finally {
    await opened.close();
  }
}
