import type { ImagePreprocessing } from '@seje/artifacts';
import { SejeError, messageOf } from '@seje/core';
import sharp from 'sharp';
import type { PhotoLimits } from './photo-limits.js';
import { photoTypeOf } from './photo-type.js';

/** A stripe thinner than this has no dish in it, and resizing its shorter side would blow it up. */
const MAX_ASPECT_RATIO = 50;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes a photo and cuts out its centre, in this order: EXIF rotation, sRGB, transparent pixels over
 * white, shorter side to `resize` (longer: floor), centre crop.
 * @returns levels 0..255, RGB interleaved, [crop, crop, 3]
 * @throws SejeError PHOTO_EMPTY, PHOTO_TYPE_REFUSED, PHOTO_TOO_LARGE, PHOTO_UNREADABLE
 */
export async function decodeCrop(
  photo: Uint8Array,
  { resize, crop, kernel }: Pick<ImagePreprocessing, 'resize' | 'crop' | 'kernel'>,
  limits: PhotoLimits,
): Promise<Uint8Array> {
  const size = await uprightSize(photo, limits);
  const { width, height } = resizedSize(size, resize);
  try {
    return await sharp(photo, { failOn: 'error', limitInputPixels: limits.maxPixels })
      .autoOrient()
      .flatten({ background: 'white' })
      // Shrinking while decoding is faster and moves the features (cosine 0.96).
      .resize({ width, height, fit: 'fill', kernel, fastShrinkOnLoad: false })
      .extract({ left: cropOffset(width, crop), top: cropOffset(height, crop), width: crop, height: crop })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer();
  } catch (error) {
    throw unreadable(error);
  }
}

/** Size as displayed, from the header alone. */
async function uprightSize(photo: Uint8Array, limits: PhotoLimits): Promise<Size> {
  if (photo.length === 0) {
    throw new SejeError('PHOTO_EMPTY', {
      message: 'The photo has no content',
      remedy: 'Send the file itself.',
    });
  }
  if (photo.length > limits.maxBytes) throw tooLarge(`${limits.maxBytes} bytes`, `${photo.length} bytes`);
  photoTypeOf(photo);
  // The limit on pixels is checked here, with a message of our own.
  const header = await sharp(photo, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw unreadable(error);
    });
  const { width, height } = header.autoOrient;
  if (width * height > limits.maxPixels) {
    throw tooLarge(`${limits.maxPixels} pixels`, `${width} x ${height} = ${width * height} pixels`);
  }
  if (Math.max(width, height) > MAX_ASPECT_RATIO * Math.min(width, height)) {
    throw unreadable(`a stripe of ${width} x ${height} pixels`);
  }
  return { width, height };
}

function resizedSize({ width, height }: Size, shorter: number): Size {
  return width <= height
    ? { width: shorter, height: Math.floor((shorter * height) / width) }
    : { width: Math.floor((shorter * width) / height), height: shorter };
}

/** (size - crop) / 2, a half rounded to the even number. */
function cropOffset(size: number, crop: number): number {
  const half = (size - crop) / 2;
  const down = Math.floor(half);
  return half - down === 0.5 ? down + (down % 2) : half;
}

function tooLarge(expected: string, found: string): SejeError {
  return new SejeError('PHOTO_TOO_LARGE', {
    message: 'The photo is too large',
    expected: `at most ${expected}`,
    found,
    remedy: 'Make it smaller and send it again.',
  });
}

function unreadable(error: unknown): SejeError {
  return new SejeError('PHOTO_UNREADABLE', {
    message: 'The photo could not be decoded',
    expected: 'a whole, undamaged image file',
    found: messageOf(error),
    remedy: 'Open it in a photo program, save it as JPEG, and send that.',
    cause: error,
  });
}
