import { heicPixelsWithin, usableMemory } from './heic/heic-memory.js';
import type { PhotoType } from './photo-type.js';

/** How large a photo may be, and how long decoding may take. */
export interface PhotoLimits {
  /** Of the encoded file. */
  readonly maxBytes: number;
  /** Width x height as the header states it; checked before any pixel is decoded. */
  readonly maxPixels: number;
  /** The same of AVIF, which is decoded in one go: nothing but its pixels bounds the time and memory that it takes. */
  readonly maxAvifPixels: number;
  /** Of an animated file; only the first is ever decoded. */
  readonly maxFrames: number;
  /** Of decoding one photo; checked where the decoder takes a pause, and for HEIC at any moment. */
  readonly maxSeconds: number;
}

/**
 * Every phone of today fits, a decompression bomb does not. A photo may take half of what the service lets a query
 * wait, so that it is refused for what it is. 17 megapixels of AVIF (4096 x 4096) take 17 bytes each and, with the
 * densest noise that fits into the file, 3 s of a processor.
 */
export const PHOTO_LIMITS: PhotoLimits = {
  maxBytes: 25 * 1024 * 1024,
  maxPixels: 50_000_000,
  maxAvifPixels: 17_000_000,
  maxFrames: 500,
  maxSeconds: 8,
};

/** Pixels that a photo of this type may have, on this machine. */
export function maxPixelsOf(type: PhotoType, { maxPixels, maxAvifPixels }: PhotoLimits): number {
  if (type === 'avif') return Math.min(maxPixels, maxAvifPixels);
  return type === 'heic' ? Math.min(maxPixels, heicPixelsWithin(usableMemory())) : maxPixels;
}
