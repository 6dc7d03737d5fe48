import type { Matrix } from '@seje/core';

/** What the image encoder takes of photos, a row each. */
export interface ImageFeatures {
  /** Pooled features of the trunk, [B, F]. */
  readonly feature: Matrix;
  /** f_cat, [B, Dc]; absent where the image encoder takes none. */
  readonly category?: Matrix;
}
