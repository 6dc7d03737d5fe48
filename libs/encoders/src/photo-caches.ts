import type { Manifest } from '@seje/artifacts';
import { SejeError } from '@seje/core';
import { PhotoFeatureCache, type PhotoFeatureCacheOptions } from './photo-feature-cache.js';

/** The caches of a bundle's trunks in one folder: that of the image encoder and, where it has one, the categoriser's. */
export class PhotoCaches {
  private constructor(
    readonly trunk: PhotoFeatureCache,
    readonly categoriserTrunk: PhotoFeatureCache | undefined,
  ) {}

  /** @throws SejeError as `PhotoFeatureCache.open` */
  static open(directory: string, image: Manifest['image']): PhotoCaches {
    const trunk = PhotoFeatureCache.open(directory, image);
    const own = image.category?.trunk;
    try {
      return new PhotoCaches(trunk, own === undefined ? undefined : PhotoFeatureCache.open(directory, own));
    } catch (error) {
      trunk.close();
      throw error;
    }
  }

  close(): void {
    this.trunk.close();
    this.categoriserTrunk?.close();
  }
}

/** What there is of them, for a process that only reads. */
export interface ReadPhotoCaches {
  readonly trunk: PhotoFeatureCache | undefined;
  readonly categoriserTrunk: PhotoFeatureCache | undefined;
}

/** A cache that is missing, or that another process is just making, is none. */
export function readPhotoCaches(directory: string, image: Manifest['image']): ReadPhotoCaches {
  const own = image.category?.trunk;
  return {
    trunk: cacheForReading(directory, image),
    categoriserTrunk: own && cacheForReading(directory, own),
  };
}

function cacheForReading(
  directory: string,
  { fingerprint, featureDimension }: PhotoFeatureCacheOptions,
): PhotoFeatureCache | undefined {
  try {
    return PhotoFeatureCache.open(directory, { fingerprint, featureDimension, mode: 'read' });
  } catch (error) {
    // Whoever writes it reports damage; a reader computes what it does not find.
    const isNone = error instanceof SejeError && ['FILE_NOT_FOUND', 'FILE_DAMAGED'].includes(error.code);
    if (!isNone) throw error;
    return undefined;
  }
}
