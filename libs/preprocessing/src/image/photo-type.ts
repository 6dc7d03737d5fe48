import { type FileType, SejeError, fileTypeOf } from '@seje/core';

/** File types that are decoded; everything else is refused by content, whatever its name says. */
export const PHOTO_TYPES = ['jpeg', 'png', 'webp', 'avif', 'heic'] as const;
export type PhotoType = (typeof PHOTO_TYPES)[number];

/** @throws SejeError PHOTO_TYPE_REFUSED */
export function photoTypeOf(photo: Uint8Array): PhotoType {
  const found = fileTypeOf(photo);
  const type = PHOTO_TYPES.find((accepted) => accepted === found);
  if (type !== undefined) return type;
  throw new SejeError('PHOTO_TYPE_REFUSED', {
    message: 'The file is not a photo of an accepted type',
    expected: 'JPEG, PNG, WebP, AVIF or HEIC',
    found: found === undefined ? 'an unknown type' : (NAMES[found] ?? found),
    remedy: 'Save the photo as JPEG and send that.',
  });
}

const NAMES: Partial<Record<FileType, string>> = {
  xml: 'svg or another XML',
  media: 'a video or another media file',
};
