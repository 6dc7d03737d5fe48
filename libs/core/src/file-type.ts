/** Bytes at the head of a file that `fileTypeOf` looks at. */
export const FILE_HEAD_BYTES = 64;

export type FileType = 'jpeg' | 'png' | 'webp' | 'avif' | 'heic' | 'gif' | 'tiff' | 'pdf' | 'xml' | 'media';

/**
 * What a file is by its first bytes, which cannot lie as a name can; `xml` is SVG or another XML, `media` a
 * video or another file of ISO media boxes.
 * @param file the file, or its first `FILE_HEAD_BYTES`
 */
export function fileTypeOf(file: Uint8Array): FileType | undefined {
  const head = Buffer.from(file.buffer, file.byteOffset, Math.min(file.length, FILE_HEAD_BYTES));
  const text = head.toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (text.startsWith('ftyp', 4)) return typeOfBrands(head);
  if (text.startsWith('GIF8')) return 'gif';
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'tiff';
  if (text.startsWith('%PDF')) return 'pdf';
  if (/^(\xef\xbb\xbf)?\s*<(\?xml|svg|!doctype svg|!--)/i.test(text)) return 'xml';
  return undefined;
}

/** ISO media file (ISO/IEC 14496-12, 4.3): `ftyp`, major brand, version, compatible brands. */
function typeOfBrands(head: Buffer): FileType {
  const end = Math.min(head.readUInt32BE(0), head.length);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= end; at += 4) brands.push(head.toString('latin1', at, at + 4));
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  // The brands of ISO/IEC 23008-12: HEVC stills and sequences, and stills of any codec.
  return brands.some((brand) => /^(hei|hev|mif1|msf1)/.test(brand)) ? 'heic' : 'media';
}
