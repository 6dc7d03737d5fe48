import { joined } from './jpeg-segments.js';

const HEAD_BYTES = 12;
/** Type and length before a chunk's data. */
const FRAME_BYTES = 8;
const OF_THE_PICTURE = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ICCP']);
/** In the first byte of `VP8X`: the file has EXIF, it has XMP. */
const METADATA_FLAGS = 0x08 | 0x04;

/**
 * A WebP (RFC 9649) without EXIF, XMP, unknown chunks and what follows its end.
 * @returns the photo itself where there is nothing to leave out; undefined where it is animated or its chunks
 *   cannot be followed
 */
export function plainWebp(photo: Uint8Array): Uint8Array | undefined {
  const file = Buffer.from(photo.buffer, photo.byteOffset, photo.length);
  const end = Math.min(file.readUInt32LE(4) + FRAME_BYTES, file.length);
  const kept: Buffer[] = [];
  for (let at = HEAD_BYTES; at + FRAME_BYTES <= end;) {
    const type = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const next = at + FRAME_BYTES + length + (length % 2);
    if (next > end || type === 'ANIM' || type === 'ANMF') return undefined;
    if (OF_THE_PICTURE.has(type)) kept.push(file.subarray(at, next));
    at = next;
  }
  const length = kept.reduce((sum, chunk) => sum + chunk.length, 0);
  if (HEAD_BYTES + length === photo.length) return photo;
  const head = Buffer.from(file.subarray(0, HEAD_BYTES));
  head.writeUInt32LE(length + HEAD_BYTES - FRAME_BYTES, 4);
  return joined([head, ...kept.map(withoutFlags)], photo);
}

function withoutFlags(chunk: Buffer): Buffer {
  if (!chunk.toString('latin1', 0, 4).startsWith('VP8X')) return chunk;
  const plain = Buffer.from(chunk);
  plain[FRAME_BYTES] = plain[FRAME_BYTES]! & ~METADATA_FLAGS;
  return plain;
}

/** Whether the picture is coded without loss. */
export function isLosslessWebp(photo: Uint8Array): boolean {
  return Buffer.from(photo.buffer, photo.byteOffset, photo.length).includes('VP8L', 0, 'latin1');
}
