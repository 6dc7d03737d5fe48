import { SejeError } from '@seje/core';
import sharp from 'sharp';
import type { CleanedPhoto } from './protocol.js';

const FORMATS = new Set(['jpeg', 'png', 'webp', 'heif']);
const MAX_PIXELS = 64_000_000;

/** Turns a photo upright and encodes it anew, without its metadata. */
export async function cleanPhoto(photo: Uint8Array): Promise<CleanedPhoto> {
  const image = sharp(photo, { failOn: 'error' });
  const { format, width, height } = await image.metadata().catch(refused('PHOTO_TYPE_REFUSED'));
  if (format === undefined || !FORMATS.has(format)) return refused('PHOTO_TYPE_REFUSED')(format);
  if (width * height > MAX_PIXELS) return refused('PHOTO_TOO_LARGE')(`${width} x ${height} pixels`);
  const encoded = image.autoOrient().flatten({ background: '#fff' }).jpeg({ quality: 92 });
  const { data, info } = await encoded
    .toBuffer({ resolveWithObject: true })
    .catch(refused('PHOTO_UNREADABLE'));
  return { photo: data, type: 'image/jpeg', width: info.width, height: info.height };
}

function refused(code: 'PHOTO_TYPE_REFUSED' | 'PHOTO_TOO_LARGE' | 'PHOTO_UNREADABLE') {
  return (cause: unknown): never => {
    throw new SejeError(code, {
      message: 'The photo cannot be taken',
      expected: 'a whole JPEG, PNG, WebP or AVIF of at most 64 megapixels',
      found: cause instanceof Error ? cause.message : String(cause),
      remedy: 'Save it as JPEG and send that.',
      cause,
    });
  };
}
