/** How large a photo may be. Both are checked before any pixel is decoded. */
export interface PhotoLimits {
  /** Of the encoded file. */
  readonly maxBytes: number;
  /** Width x height as the header states it. */
  readonly maxPixels: number;
}

/** Every phone of today fits, a decompression bomb does not. */
export const PHOTO_LIMITS: PhotoLimits = { maxBytes: 25 * 1024 * 1024, maxPixels: 50_000_000 };
