import { SejeError } from '@seje/core';

const CONTENT = /^[0-9a-f]{64}$/;
/** Hex digits of the sub-folder: 256 of them keep each at a size that any file system lists quickly. */
const SUBFOLDER = 2;

/** Whether a file or object of that name may hold a photo's bytes: lower-case hex SHA-256. */
export function isContent(name: string): boolean {
  return CONTENT.test(name);
}

/**
 * Where a content lies in its store: `ab/abcd…`.
 * @throws SejeError RECORD_INVALID where it is no content: what names a file never leaves its folder
 */
export function placeOf(content: string): string {
  if (isContent(content)) return `${content.slice(0, SUBFOLDER)}/${content}`;
  throw new SejeError('RECORD_INVALID', {
    message: 'That is not the name of a content',
    expected: '64 lower-case hexadecimal digits',
    found: JSON.stringify(content).slice(0, 100),
  });
}

/** @param where names the file or object */
export function damagedPhoto(where: string): SejeError {
  return new SejeError('CHECKSUM_MISMATCH', {
    message: `The photo ${where} is no longer what was put`,
    expected: 'bytes with the SHA-256 that names it',
    remedy: 'Restore it from a backup, or put the photo again.',
  });
}
