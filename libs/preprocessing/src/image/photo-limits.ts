/** How large a photo may be, and how long decoding may take. */
export interface PhotoLimits {
  /** Of the encoded file. */
  readonly maxBytes: number;
  /** Width x height as the header states it; checked before any pixel is decoded. */
  readonly maxPixels: number;
  /** Of an animated file; only the first is ever decoded. */
  readonly maxFrames: number;
  /** Of decoding one photo; checked where the decoder takes a pause, and for HEIC at any moment. */
  readonly maxSeconds: number;
}

/** Every phone of today fits, a decompression bomb does not; 15 s is what the service lets a query wait. */
export const PHOTO_LIMITS: PhotoLimits = {
  maxBytes: 25 * 1024 * 1024,
  maxPixels: 50_000_000,
  maxFrames: 500,
  maxSeconds: 15,
};
