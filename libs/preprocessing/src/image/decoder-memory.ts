import sharp from 'sharp';

/**
 * Lets libvips forget every photo as soon as it is decoded, in this process: each comes once, and its cache of
 * operations would hold up to 50 MB of pixels that nobody asks for again.
 */
export function forgetDecodedPhotos(): void {
  sharp.cache(false);
}
