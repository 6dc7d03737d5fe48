import { SejeError } from '@seje/core';

/** File types that are decoded; everything else is refused by content, whatever its name says. */
export const PHOTO_TYPES = ['jpeg', 'png', 'webp', 'avif'] as const;
export type PhotoType = (typeof PHOTO_TYPES)[number];

/** Bytes at the head of a file that decide its type. */
const HEAD_BYTES = 64;

/** What the first bytes say; the ones not in `PHOTO_TYPES` are known for the sake of the message. */
function sniffed(photo: Uint8Array): string {
  const head = Buffer.from(photo.buffer, photo.byteOffset, Math.min(photo.length, HEAD_BYTES));
  const text = head.toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (text.startsWith('ftyp', 4)) return brandOf(head);
  if (text.startsWith('GIF8')) return 'gif';
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'tiff';
  if (text.startsWith('%PDF')) return 'pdf';
  if (/^(\xef\xbb\xbf)?\s*<(\?xml|svg|!doctype svg|!--)/i.test(text)) return 'svg or another XML';
  return 'an unknown type';
}

/** ISO media file: `ftyp`, major brand, version, compatible brands. */
function brandOf(head: Buffer): string {
  const end = Math.min(head.length >= 4 ? head.readUInt32BE(0) : 0, head.length);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= end; at += 4) brands.push(head.toString('latin1', at, at + 4));
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return brands.some((brand) => /^(hei|hev|mif1|msf1)/.test(brand))
    ? 'heic'
    : 'a video or another media file';
}

/** @throws SejeError PHOTO_TYPE_REFUSED */
export function photoTypeOf(photo: Uint8Array): PhotoType {
  const found = sniffed(photo);
  const type = PHOTO_TYPES.find((accepted) => accepted === found);
  if (type !== undefined) return type;
  throw new SejeError('PHOTO_TYPE_REFUSED', {
    message: 'The file is not a photo of an accepted type',
    expected: 'JPEG, PNG, WebP or AVIF',
    found,
    remedy: 'Save the photo as JPEG and send that.',
  });
}
