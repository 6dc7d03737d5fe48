import type { ImagePreprocessing } from '@seje/artifacts';
import { SejeError, messageOf } from '@seje/core';
import sharp from 'sharp';
import { CENTRE_CUT, type PhotoCut, cutPlace, mirroredRows } from './photo-cut.js';
import type { PhotoLimits } from './photo-limits.js';
import { photoTypeOf } from './photo-type.js';

/** A stripe thinner than this has no dish in it, and resizing its shorter side would blow it up. */
const MAX_ASPECT_RATIO = 50;

interface Size {
  readonly width: number;
  readonly height: number;
}

export type DecodeCropSettings = Pick<ImagePreprocessing, 'resize' | 'crop' | 'kernel'> & {
  /** Default: the centre. */
  readonly cut?: PhotoCut;
};

/**
 * Decodes a photo and cuts a square out of it, in this order: EXIF rotation, sRGB, transparent pixels over
 * white, shorter side to `resize` (longer: floor), crop, mirroring where the cut asks for it.
 * @returns levels 0..255, RGB interleaved, [crop, crop, 3]
 * @throws SejeError PHOTO_EMPTY, PHOTO_TYPE_REFUSED, PHOTO_TOO_LARGE, PHOTO_UNREADABLE
 */
export async function decodeCrop(
  photo: Uint8Array,
  { resize, crop, kernel, cut = CENTRE_CUT }: DecodeCropSettings,
  limits: PhotoLimits,
): Promise<Uint8Array> {
  const size = await uprightSize(photo, limits);
  const { width, height } = resizedSize(size, resize);
  const place = cutPlace({ width, height }, crop, cut);
  try {
    const levels = await sharp(photo, { failOn: 'error', limitInputPixels: limits.maxPixels })
      .autoOrient()
      .flatten({ background: 'white' })
      // Shrinking while decoding is faster and moves the features (cosine 0.96).
      .resize({ width, height, fit: 'fill', kernel, fastShrinkOnLoad: false })
      .extract({ ...place, width: crop, height: crop })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer();
    return cut.mirrored ? mirroredRows(levels, crop) : levels;
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
