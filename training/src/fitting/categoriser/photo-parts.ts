import { type ExecutionProviderChoice, createOnnxSession } from '@seje/artifacts';
import { type OnProgress, SejeError } from '@seje/core';
import { PhotoFeatureCache, PhotoTrunk } from '@seje/encoders';
import type { Backbone } from '../../backbones/backbone.js';
import type { LabelledPhotos } from '../../data/food101-layout.js';
import { type DroppedPhotos, type PhotoFeatures, labelledFeatures } from './labelled-features.js';

export interface PhotoPartsOptions {
  readonly backbone: Backbone;
  /** Folder of pooled photo features, kept from run to run. */
  readonly photoFeatures: string;
  readonly provider: ExecutionProviderChoice;
  readonly onProgress: OnProgress;
}

export interface PhotoParts {
  readonly train: PhotoFeatures;
  readonly test: PhotoFeatures;
  readonly dropped: { readonly train: DroppedPhotos; readonly test: DroppedPhotos };
}

/** Pooled features of all photos that can be read. @throws SejeError DATA_EMPTY (no test photo among them) */
export async function photoParts(photos: LabelledPhotos, options: PhotoPartsOptions): Promise<PhotoParts> {
  const { backbone, photoFeatures, provider, onProgress } = options;
  const session = await createOnnxSession(backbone.path, { provider });
  const cache = PhotoFeatureCache.open(photoFeatures, backbone);
  const { preprocessing, featureDimension, output } = backbone;
  const trunk = new PhotoTrunk({ session, preprocessing, featureDimension, outputName: output, cache });
  const dropped = { train: {}, test: {} };
  const read = (part: 'train' | 'test'): Promise<PhotoFeatures> =>
    labelledFeatures(photos[part], trunk, {
      step: `features of ${part} photos`,
      dropped: dropped[part],
      onProgress,
    });
  try {
    return { train: await read('train'), test: nonEmpty(await read('test')), dropped };
  } finally {
    cache.close();
    await trunk.release();
  }
}

function nonEmpty(test: PhotoFeatures): PhotoFeatures {
  if (test.labels.length > 0) return test;
  throw new SejeError('DATA_EMPTY', {
    message: 'No test photo could be read: there is nothing to measure the categoriser on',
    remedy: 'Check that the photos lie in images/<class>/.',
  });
}
