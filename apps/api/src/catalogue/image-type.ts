/** The media type of an image file by its first bytes, which cannot lie as a file name can. */
export function imageTypeOf(head: Uint8Array): string {
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('GIF8')) return 'image/gif';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'image/tiff';
  if (text.slice(4, 8) === 'ftyp' && /avif|avis/.test(text.slice(8, 32))) return 'image/avif';
  if (text.slice(4, 8) === 'ftyp' && /heic|heix|mif1/.test(text.slice(8, 32))) return 'image/heic';
  return 'application/octet-stream';
}
/** Bytes that `imageTypeOf` looks at. */
export const IMAGE_HEAD_BYTES = 32;
