import { SejeError, messageOf } from '@seje/core';
import { PHOTO_LIMITS, readablePhoto } from '@seje/preprocessing';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';

/** Pixels along each side: enough to recognise a dish. */
const SIDE = 160;
const JPEG_QUALITY = 70;

/** A small square copy of a photo as a data URI, some 5 KB. @throws SejeError PHOTO_UNREADABLE */
export async function thumbnail(path: string): Promise<string> {
  try {
    const { bytes } = await readablePhoto(await readFile(path), PHOTO_LIMITS);
    const jpeg = await sharp(bytes, { limitInputPixels: PHOTO_LIMITS.maxPixels })
      .autoOrient()
      .flatten({ background: 'white' })
      .resize(SIDE, SIDE, { fit: 'cover' })
      .jpeg({ quality: JPEG_QUALITY })
      .toBuffer();
    return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
  } catch (error) {
    throw new SejeError('PHOTO_UNREADABLE', {
      message: `The photo ${path} could not be shown`,
      found: messageOf(error),
      remedy: 'Put the photo back where it was when it was embedded.',
      cause: error,
    });
  }
}
