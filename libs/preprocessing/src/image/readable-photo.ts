import { SejeError } from '@seje/core';
import sharp from 'sharp';
import { heicAsTiff } from './heic/heic-as-tiff.js';
import { pngFrames } from './metadata/png-chunks.js';
import { type PhotoLimits, maxPixelsOf } from './photo-limits.js';
import { photoTooLarge, photoUnreadable } from './photo-refusals.js';
import { type PhotoType, photoTypeOf } from './photo-type.js';

/** A stripe thinner than this has no dish in it, and resizing its shorter side would blow it up. */
const MAX_ASPECT_RATIO = 50;

/** A photo within its limits, in bytes that sharp reads. */
export interface ReadablePhoto {
  readonly type: PhotoType;
  /** The photo itself; of a HEIC file an uncompressed TIFF. */
  readonly bytes: Uint8Array;
  /** As displayed. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation is yet to be applied. */
  readonly turned: boolean;
  readonly frames: number;
}

/**
 * Checks type and limits from the header; decodes nothing but HEIC, and that after its own header.
 * @throws SejeError PHOTO_EMPTY, PHOTO_TYPE_REFUSED, PHOTO_TOO_LARGE, PHOTO_UNREADABLE
 */
export async function readablePhoto(photo: Uint8Array, limits: PhotoLimits): Promise<ReadablePhoto> {
  if (photo.length === 0) {
    throw new SejeError('PHOTO_EMPTY', {
      message: 'The photo has no content',
      remedy: 'Send the file itself.',
    });
  }
  if (photo.length > limits.maxBytes)
    throw photoTooLarge(`${limits.maxBytes} bytes`, `${photo.length} bytes`);
  const type = photoTypeOf(photo);
  const bytes = type === 'heic' ? await heicAsTiff(photo, limits) : photo;
  // The limit on pixels is checked here, with a message of our own.
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw photoUnreadable(error);
    });
  const { width, height } = header.autoOrient;
  const maxPixels = maxPixelsOf(type, limits);
  if (width * height > maxPixels) {
    throw photoTooLarge(`${maxPixels} pixels`, `${width} x ${height} = ${width * height} pixels`);
  }
  if (Math.max(width, height) > MAX_ASPECT_RATIO * Math.min(width, height)) {
    throw photoUnreadable(`a stripe of ${width} x ${height} pixels`);
  }
  const frames = type === 'png' ? pngFrames(photo) : (header.pages ?? 1);
  if (frames > limits.maxFrames) throw photoTooLarge(`${limits.maxFrames} frames`, `${frames} frames`);
  return { type, bytes, width, height, turned: (header.orientation ?? 1) !== 1, frames };
}
