import { SejeError, messageOf } from '@seje/core';
import sharp from 'sharp';
import { PHOTO_LIMITS, type PhotoLimits } from './photo-limits.js';
import { type PhotoType, photoTypeOf } from './photo-type.js';

/** A photo as the catalogue stores it: upright, without its metadata. */
export interface CleanPhoto {
  readonly bytes: Uint8Array;
  readonly type: PhotoType;
  /** As displayed. */
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes a photo and encodes it anew as JPEG: upright, in sRGB, over white, without metadata.
 * @throws SejeError PHOTO_TYPE_REFUSED, PHOTO_TOO_LARGE, PHOTO_UNREADABLE
 */
export async function cleanPhoto(photo: Uint8Array, limits: PhotoLimits = PHOTO_LIMITS): Promise<CleanPhoto> {
  if (photo.length > limits.maxBytes) {
    throw new SejeError('PHOTO_TOO_LARGE', {
      message: 'The photo is too large',
      expected: `at most ${limits.maxBytes} bytes`,
      found: `${photo.length} bytes`,
      remedy: 'Make it smaller and send it again.',
    });
  }
  photoTypeOf(photo);
  try {
    const { data, info } = await sharp(photo, { failOn: 'error', limitInputPixels: limits.maxPixels })
      .autoOrient()
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .jpeg({ quality: 95 })
      .toBuffer({ resolveWithObject: true });
    return { bytes: data, type: 'jpeg', width: info.width, height: info.height };
  } catch (error) {
    throw new SejeError('PHOTO_UNREADABLE', {
      message: 'The photo could not be decoded',
      expected: 'a whole, undamaged image file',
      found: messageOf(error),
      remedy: 'Open it in a photo program, save it as JPEG, and send that.',
      cause: error,
    });
  }
}
