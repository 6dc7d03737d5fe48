import {
  BUNDLE_FILES,
  type Bundle,
  type ExecutionProvider,
  OPTIONAL_BUNDLE_FILES,
  type OnnxSession,
  type TrunkDescription,
  createOnnxSession,
} from '@seje/artifacts';
import { type Matrix, matrixOf } from '@seje/core';
import type { PhotoLimits } from '@seje/preprocessing';
import { openBundleCategoriser } from './bundle-categoriser.js';
import { checkField, probeNetwork } from './bundle-check.js';
import type { PhotoEncoder } from './encoders.js';
import { ImageFeatureReader } from './image-feature-reader.js';
import type { ImageFeatures } from './image-features.js';
import { ImageHead } from './image-head.js';
import type { PhotoFeatureCache } from './photo-feature-cache.js';
import { type OnDecoded, PhotoTrunk } from './photo-trunk.js';
import type { EncoderOptions } from './recipe-encoder.js';

export interface PhotoEncoderOptions extends EncoderOptions {
  /** Features of photos seen before, by trunk; opened for this bundle, see `PhotoCaches`. */
  readonly caches?: {
    readonly trunk?: PhotoFeatureCache | undefined;
    readonly categoriserTrunk?: PhotoFeatureCache | undefined;
  };
  readonly limits?: PhotoLimits;
}

/**
 * Opens E_V of a bundle and runs trunks and head once, so that they are warm and their widths are those of
 * the manifest.
 * @throws SejeError BUNDLE_INVALID, EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT
 */
export async function openPhotoEncoder(
  bundle: Bundle,
  options: PhotoEncoderOptions,
): Promise<BundlePhotoEncoder> {
  const { dimension, image } = bundle.manifest;
  const { caches } = options;
  const categoriser = await openBundleCategoriser(bundle, options);
  const trunkSession = await createOnnxSession(bundle.path(BUNDLE_FILES.imageTrunk), options);
  const ownSession =
    image.category?.trunk === undefined
      ? undefined
      : await createOnnxSession(bundle.path(OPTIONAL_BUNDLE_FILES.categoriserTrunk), options);
  const head = new ImageHead(await createOnnxSession(bundle.path(BUNDLE_FILES.imageEncoder), options), {
    dimension,
  });
  const trunk = trunkOf(image, trunkSession, { ...options, cache: caches?.trunk });
  const categoriserTrunk =
    ownSession &&
    trunkOf(image.category!.trunk!, ownSession, { ...options, cache: caches?.categoriserTrunk });
  const reader = new ImageFeatureReader({ trunk, categoriser, categoriserTrunk });
  try {
    await probeTrunk(bundle, { field: 'image', trunk, description: image });
    if (categoriserTrunk !== undefined) {
      const description = image.category!.trunk!;
      await probeTrunk(bundle, { field: 'image.category.trunk', trunk: categoriserTrunk, description });
    }
    await probeNetwork(bundle, () => head.encode(probeFeatures(image)));
  } catch (error) {
    await Promise.all([reader.release(), head.release()]);
    throw error;
  }
  return new BundlePhotoEncoder(reader, head, { dimension, provider: trunkSession.provider });
}

function trunkOf(
  { preprocessing, featureDimension, output }: TrunkDescription,
  session: OnnxSession,
  options: EncoderOptions & {
    readonly cache: PhotoFeatureCache | undefined;
    readonly limits?: PhotoLimits;
  },
): PhotoTrunk {
  const { cache, limits, microBatch } = options;
  return new PhotoTrunk({
    session,
    preprocessing,
    featureDimension,
    outputName: output,
    ...(cache === undefined ? {} : { cache }),
    ...(limits === undefined ? {} : { limits }),
    ...(microBatch === undefined ? {} : { batchSize: microBatch }),
  });
}

/** One row of ones, as wide as the manifest says. */
function probeFeatures({ featureDimension, category }: Bundle['manifest']['image']): ImageFeatures {
  const ones = (width: number): Matrix => matrixOf(1, width, new Float32Array(width).fill(1));
  const feature = ones(featureDimension);
  return category === undefined ? { feature } : { feature, category: ones(category.dimension) };
}

async function probeTrunk(
  bundle: Bundle,
  of: { readonly field: string; readonly trunk: PhotoTrunk; readonly description: TrunkDescription },
): Promise<void> {
  const { input, output, featureDimension } = of.description;
  checkField(bundle, `${of.field}.input`, { manifest: input, file: of.trunk.inputName });
  let width = 0;
  await probeNetwork(bundle, async () => {
    width = await of.trunk.probe();
  });
  checkField(bundle, `${of.field}.featureDimension (output \`${output}\`)`, {
    manifest: featureDimension,
    file: width,
  });
}

/** E_V as a bundle holds it: photo -> trunk, and categoriser where it has one -> image head. */
export class BundlePhotoEncoder implements PhotoEncoder {
  readonly dimension: number;
  readonly featureDimension: number;
  readonly provider: ExecutionProvider;

  constructor(
    private readonly reader: ImageFeatureReader,
    private readonly head: ImageHead,
    facts: { readonly dimension: number; readonly provider: ExecutionProvider },
  ) {
    this.dimension = facts.dimension;
    this.featureDimension = reader.featureDimension;
    this.provider = facts.provider;
  }

  async featuresOf(photos: readonly Uint8Array[]): Promise<ImageFeatures> {
    return this.reader.featuresOf(photos);
  }

  async encodeFeatures(features: ImageFeatures): Promise<Matrix> {
    return this.head.encode(features);
  }

  async encodePhotos(photos: readonly Uint8Array[], onDecoded?: OnDecoded): Promise<Matrix> {
    return this.head.encode(await this.reader.featuresOf(photos, onDecoded));
  }

  async release(): Promise<void> {
    await Promise.all([this.reader.release(), this.head.release()]);
  }
}
