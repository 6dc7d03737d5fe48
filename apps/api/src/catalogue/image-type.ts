import { type FileType, fileTypeOf } from '@seje/core';

const MEDIA_TYPES: Partial<Record<FileType, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  tiff: 'image/tiff',
  avif: 'image/avif',
  heic: 'image/heic',
};

/**
 * The media type of an image file by its first bytes. SVG has none here: it may carry scripts, so it is never
 * sent as what a browser would run.
 */
export function imageTypeOf(head: Uint8Array): string {
  const type = fileTypeOf(head);
  return (type && MEDIA_TYPES[type]) ?? 'application/octet-stream';
}
