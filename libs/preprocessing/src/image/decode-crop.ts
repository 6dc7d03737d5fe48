import type { ImagePreprocessing } from '@seje/artifacts';
import sharp from 'sharp';
import { CENTRE_CUT, type PhotoCut, cutPlace, mirroredRows } from './photo-cut.js';
import type { PhotoLimits } from './photo-limits.js';
import { photoUnreadable } from './photo-refusals.js';
import { DECODING } from './pixel-budget.js';
import { readablePhoto } from './readable-photo.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

export type DecodeCropSettings = Pick<ImagePreprocessing, 'resize' | 'crop' | 'kernel'> & {
  /** Default: the centre. */
  readonly cut?: PhotoCut;
};

/**
 * Decodes a photo, of an animated one the first frame, and cuts a square out of it, in this order: EXIF
 * rotation, sRGB, transparent pixels over
 * white, shorter side to `resize` (longer: floor), crop, mirroring where the cut asks for it.
 * @returns levels 0..255, RGB interleaved, [crop, crop, 3]
 * @throws SejeError PHOTO_EMPTY, PHOTO_TYPE_REFUSED, PHOTO_TOO_LARGE, PHOTO_UNREADABLE
 */
export async function decodeCrop(
  photo: Uint8Array,
  { resize, crop, kernel, cut = CENTRE_CUT }: DecodeCropSettings,
  limits: PhotoLimits,
): Promise<Uint8Array> {
  const readable = await readablePhoto(photo, limits);
  const { width, height } = resizedSize(readable, resize);
  const place = cutPlace({ width, height }, crop, cut);
  const decode = (): Promise<Buffer> =>
    sharp(readable.bytes, { failOn: 'error', limitInputPixels: limits.maxPixels })
      .timeout({ seconds: limits.maxSeconds })
      .autoOrient()
      .flatten({ background: 'white' })
      // Shrinking while decoding is faster and moves the features (cosine 0.96).
      .resize({ width, height, fit: 'fill', kernel, fastShrinkOnLoad: false })
      .extract({ ...place, width: crop, height: crop })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer();
  try {
    const levels = await DECODING.within(readable.width * readable.height, decode);
    return cut.mirrored ? mirroredRows(levels, crop) : levels;
  } catch (error) {
    throw photoUnreadable(error);
  }
}

function resizedSize({ width, height }: Size, shorter: number): Size {
  return width <= height
    ? { width: shorter, height: Math.floor((shorter * height) / width) }
    : { width: Math.floor((shorter * width) / height), height: shorter };
}
