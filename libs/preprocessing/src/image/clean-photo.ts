import type { SejeError } from '@seje/core';
import sharp, { type Sharp } from 'sharp';
import { isPlainAvif } from './metadata/avif-boxes.js';
import { plainJpeg } from './metadata/jpeg-segments.js';
import { plainPng } from './metadata/png-chunks.js';
import { isLosslessWebp, plainWebp } from './metadata/webp-chunks.js';
import { PHOTO_LIMITS, type PhotoLimits } from './photo-limits.js';
import { photoTooLarge, photoUnreadable } from './photo-refusals.js';
import { DECODING } from './pixel-budget.js';
import type { PhotoType } from './photo-type.js';
import { type ReadablePhoto, readablePhoto } from './readable-photo.js';

/** Types that a stored photo has: every browser shows them, HEIC only some. */
export type StoredPhotoType = Exclude<PhotoType, 'heic'>;

/** A photo as the catalogue stores it: upright, and nothing in it but the picture. */
export interface CleanPhoto {
  readonly bytes: Uint8Array;
  readonly type: StoredPhotoType;
  /** As displayed. */
  readonly width: number;
  readonly height: number;
}

/** Of photos that must be encoded anew: hardly to be told from the original. */
const JPEG = { quality: 92, chromaSubsampling: '4:4:4' } as const;
const WEBP_QUALITY = 92;
/** `effort` 2 of 9: twelve megapixels in seconds. */
const AVIF = { quality: 80, effort: 2 } as const;

/** The photo with nothing but its picture; undefined where that takes encoding it anew. */
const PICTURE_OF: Readonly<Record<PhotoType, (photo: Uint8Array) => Uint8Array | undefined>> = {
  jpeg: plainJpeg,
  png: plainPng,
  webp: plainWebp,
  avif: (photo) => (isPlainAvif(photo) ? photo : undefined),
  heic: () => undefined,
};

const ENCODED: Readonly<Record<StoredPhotoType, (picture: Sharp, original: Uint8Array) => Sharp>> = {
  jpeg: (picture) => picture.flatten({ background: 'white' }).jpeg(JPEG),
  png: (picture) => picture.png(),
  webp: (picture, original) =>
    picture.webp(isLosslessWebp(original) ? { lossless: true } : { quality: WEBP_QUALITY }),
  avif: (picture) => picture.avif(AVIF),
};

/**
 * What is stored of an uploaded photo: EXIF, XMP, IPTC (where it was taken, and by whom), comments, thumbnails,
 * further frames and whatever is appended are left out. The coded picture stays as it is, byte for byte, with
 * its colour profile, since converting it would mean encoding it anew, with loss. Encoded anew, upright and in
 * sRGB (so that no profile is needed), are only photos that EXIF turns, HEIC (as JPEG), animated WebP, and AVIF
 * with metadata. The same photo always gives the same bytes, and a clean one is returned as it is.
 * @throws SejeError PHOTO_EMPTY, PHOTO_TYPE_REFUSED, PHOTO_TOO_LARGE, PHOTO_UNREADABLE (it is decoded whole)
 */
export async function cleanPhoto(photo: Uint8Array, limits: PhotoLimits = PHOTO_LIMITS): Promise<CleanPhoto> {
  const readable = await readablePhoto(photo, limits);
  const { width, height } = readable;
  const type = readable.type === 'heic' ? 'jpeg' : readable.type;
  const kept = readable.turned ? undefined : PICTURE_OF[readable.type](photo);
  const bytes = await DECODING.within(width * height, async () => {
    if (kept === undefined) return encodedAnew(readable, type, limits);
    await decodeWhole(kept, limits);
    return kept;
  });
  if (bytes.length > limits.maxBytes) throw tooLargeAnew(bytes.length, limits);
  return { bytes, type, width, height };
}

async function encodedAnew(
  photo: ReadablePhoto,
  type: StoredPhotoType,
  limits: PhotoLimits,
): Promise<Uint8Array> {
  const upright = opened(photo.bytes, limits).autoOrient().toColourspace('srgb');
  return ENCODED[type](upright, photo.bytes).toBuffer().catch(refused);
}

/** What is stored must be one that can be read again. */
function tooLargeAnew(found: number, { maxBytes }: PhotoLimits): SejeError {
  return photoTooLarge(`${maxBytes} bytes`, `${found} bytes once it is encoded upright`);
}

/** Reads every pixel; keeps one, their mean. */
async function decodeWhole(photo: Uint8Array, limits: PhotoLimits): Promise<void> {
  const whole = opened(photo, limits).resize({ width: 1, height: 1, fit: 'fill', fastShrinkOnLoad: false });
  await whole.raw().toBuffer().catch(refused);
}

function opened(photo: Uint8Array, limits: PhotoLimits): Sharp {
  return sharp(photo, { failOn: 'error', limitInputPixels: limits.maxPixels }).timeout({
    seconds: limits.maxSeconds,
  });
}

function refused(error: unknown): never {
  throw photoUnreadable(error);
}
