import type { Manifest } from '@seje/artifacts';
import { PhotoFeatureCache } from './photo-feature-cache.js';

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
