import type { Matrix } from '@seje/core';

/** One vector an id, unit length, [ids.length, dimension]. */
export interface CollectionContent {
  readonly ids: readonly string[];
  readonly vectors: Matrix;
}

export interface GenerationContent {
  /** Fingerprint of the bundle whose encoders made the vectors. */
  readonly bundleFingerprint: string;
  /** E, width of the joint space. */
  readonly dimension: number;
  /** Number in the catalogue's feed of changes up to which the vectors hold every change. */
  readonly catalogueSequence?: number;
  readonly recipes: CollectionContent;
  readonly images: CollectionContent;
}
