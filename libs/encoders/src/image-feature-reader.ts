import { SejeError, matrixFromRows } from '@seje/core';
import type { PhotoCategoriser, PhotoCategory } from '@seje/preprocessing';
import type { ImageFeatures } from './image-features.js';
import type { OnDecoded, PhotoTrunk } from './photo-trunk.js';

/** What the image encoder takes of one photo. */
export interface ImageFeature {
  /** Pooled feature, [F]. */
  readonly feature: Float32Array;
  /** Where there is a categoriser: the photo's dish and f_cat, [Dc]. */
  readonly category?: PhotoCategory & { readonly vector: Float32Array };
}

export interface ImageFeatureParts {
  readonly trunk: PhotoTrunk;
  readonly categoriser?: PhotoCategoriser | undefined;
  /** The categoriser's own; absent where it reads the features of `trunk`. */
  readonly categoriserTrunk?: PhotoTrunk | undefined;
}

/**
 * Phase I for photos, applied: the same code for a data set and for one query. A photo passes one CNN where
 * the categoriser reads the features of the image encoder's trunk, two where it has its own.
 */
export class ImageFeatureReader {
  /** F, width of the pooled feature. */
  readonly featureDimension: number;
  /** Dc, width of f_cat; 0 without a categoriser. */
  readonly categoryDimension: number;

  constructor(private readonly parts: ImageFeatureParts) {
    this.featureDimension = parts.trunk.featureDimension;
    this.categoryDimension = parts.categoriser?.dimension ?? 0;
  }

  /**
   * @param photos encoded files
   * @returns a row each
   * @throws SejeError PHOTO_EMPTY, PHOTO_TYPE_REFUSED, PHOTO_TOO_LARGE, PHOTO_UNREADABLE for the first that fails
   */
  async featuresOf(photos: readonly Uint8Array[], onDecoded?: OnDecoded): Promise<ImageFeatures> {
    const read = (await this.featureOrErrorOf(photos, onDecoded)).map((result) => {
      if (result instanceof SejeError) throw result;
      return result;
    });
    const feature = matrixFromRows(
      read.map((one) => one.feature),
      this.featureDimension,
    );
    if (this.parts.categoriser === undefined) return { feature };
    const vectors = read.map(({ category }) => category!.vector);
    return { feature, category: matrixFromRows(vectors, this.categoryDimension) };
  }

  /** For each photo, in order, its features or the reason why it has none. */
  async featureOrErrorOf(
    photos: readonly Uint8Array[],
    onDecoded?: OnDecoded,
  ): Promise<(ImageFeature | SejeError)[]> {
    const { trunk, categoriser, categoriserTrunk } = this.parts;
    const features = await trunk.featureOrErrorOf(photos, onDecoded);
    if (categoriser === undefined) return features.map(withoutCategory);
    const read =
      categoriserTrunk === undefined ? features : await categoriserTrunk.featureOrErrorOf(photos, onDecoded);
    const known = read.filter((result) => result instanceof Float32Array);
    const categories = await categoriser.categoriesOf(
      matrixFromRows(known, categoriser.trunk.featureDimension),
    );
    const inOrder = categories.values();
    return features.map((feature, i) => {
      const seen = read[i]!;
      const category = seen instanceof SejeError ? undefined : inOrder.next().value!;
      if (feature instanceof SejeError) return feature;
      if (category === undefined) return seen as SejeError;
      return { feature, category: { ...category, vector: categoriser.vectorOf(category) } };
    });
  }

  async release(): Promise<void> {
    const { trunk, categoriser, categoriserTrunk } = this.parts;
    await Promise.all([trunk.release(), categoriser?.release(), categoriserTrunk?.release()]);
  }
}

function withoutCategory(feature: Float32Array | SejeError): ImageFeature | SejeError {
  return feature instanceof SejeError ? feature : { feature };
}
