import {
  BUNDLE_FILES,
  type Bundle,
  type ExecutionProvider,
  type OnnxSession,
  createOnnxSession,
} from '@seje/artifacts';
import { type Matrix, matrixOf } from '@seje/core';
import type { PhotoLimits } from '@seje/preprocessing';
import { checkWidth, probeNetwork } from './bundle-check.js';
import type { PhotoEncoder } from './encoders.js';
import { ImageHead } from './image-head.js';
import type { PhotoFeatureCache } from './photo-feature-cache.js';
import { PhotoTrunk } from './photo-trunk.js';
import type { EncoderOptions } from './recipe-encoder.js';

export interface PhotoEncoderOptions extends EncoderOptions {
  /** Features of photos seen before; opened with the bundle's `manifest.image.fingerprint`. */
  readonly cache?: PhotoFeatureCache;
  readonly limits?: PhotoLimits;
}

const CHANNELS = 3;

/**
 * Opens E_V of a bundle and runs trunk and head once, so that they are warm and their widths are those of
 * the manifest.
 * @throws SejeError BUNDLE_INVALID, EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT
 */
export async function openPhotoEncoder(
  bundle: Bundle,
  options: PhotoEncoderOptions,
): Promise<BundlePhotoEncoder> {
  const { dimension, image } = bundle.manifest;
  const { cache, limits, microBatch } = options;
  const trunkSession = await createOnnxSession(bundle.path(BUNDLE_FILES.imageTrunk), options);
  const trunk = new PhotoTrunk({
    session: trunkSession,
    preprocessing: image.preprocessing,
    featureDimension: image.featureDimension,
    outputName: image.output,
    ...(cache === undefined ? {} : { cache }),
    ...(limits === undefined ? {} : { limits }),
    ...(microBatch === undefined ? {} : { batchSize: microBatch }),
  });
  const head = new ImageHead(await createOnnxSession(bundle.path(BUNDLE_FILES.imageEncoder), options), {
    dimension,
  });
  try {
    await probeTrunk(bundle, trunkSession);
    await probeNetwork(bundle, () =>
      head.encode(matrixOf(1, image.featureDimension, new Float32Array(image.featureDimension).fill(1))),
    );
  } catch (error) {
    await Promise.all([trunk.release(), head.release()]);
    throw error;
  }
  return new BundlePhotoEncoder(trunk, head, { dimension, provider: trunkSession.provider });
}

async function probeTrunk(bundle: Bundle, session: OnnxSession): Promise<void> {
  const { input, output, featureDimension, preprocessing } = bundle.manifest.image;
  const { crop, layout } = preprocessing;
  const dims = layout === 'nchw' ? [1, CHANNELS, crop, crop] : [1, crop, crop, CHANNELS];
  let width = 0;
  await probeNetwork(bundle, async () => {
    const outputs = await session.run({ [input]: { dims, data: new Float32Array(CHANNELS * crop * crop) } });
    width = outputs[output]?.data.length ?? 0;
  });
  checkWidth(bundle, `image.featureDimension (output \`${output}\`)`, {
    manifest: featureDimension,
    file: width,
  });
}

/** E_V as a bundle holds it: photo -> trunk -> image head. */
export class BundlePhotoEncoder implements PhotoEncoder {
  readonly dimension: number;
  readonly featureDimension: number;
  readonly provider: ExecutionProvider;

  constructor(
    private readonly trunk: PhotoTrunk,
    private readonly head: ImageHead,
    facts: { readonly dimension: number; readonly provider: ExecutionProvider },
  ) {
    this.dimension = facts.dimension;
    this.featureDimension = trunk.featureDimension;
    this.provider = facts.provider;
  }

  async featuresOf(photos: readonly Uint8Array[]): Promise<Matrix> {
    return this.trunk.featuresOf(photos);
  }

  async encodeFeatures(features: Matrix): Promise<Matrix> {
    return this.head.encode(features);
  }

  async encodePhotos(photos: readonly Uint8Array[]): Promise<Matrix> {
    return this.head.encode(await this.trunk.featuresOf(photos));
  }

  async release(): Promise<void> {
    await Promise.all([this.trunk.release(), this.head.release()]);
  }
}
