import { joined } from './jpeg-segments.js';

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around a chunk's data. */
const FRAME_BYTES = 12;

/** Chunks that the picture is made of (PNG, third edition, 4.7): no text, EXIF, time, animation or private ones. */
const OF_THE_PICTURE = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs'.split(' '),
);

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  readonly whole: Uint8Array;
}

/** Chunks up to `IEND` or to one that is cut off. */
function* chunksOf(photo: Uint8Array): Generator<Chunk> {
  const file = Buffer.from(photo.buffer, photo.byteOffset, photo.length);
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= file.length;) {
    const end = at + FRAME_BYTES + file.readUInt32BE(at);
    if (end > file.length) return;
    const type = file.toString('latin1', at + 4, at + 8);
    yield { type, data: photo.subarray(at + 8, end - 4), whole: photo.subarray(at, end) };
    if (type === 'IEND') return;
    at = end;
  }
}

/**
 * A PNG without metadata, of an animated one the still picture, without what follows its end.
 * @returns the photo itself where there is nothing to leave out; undefined where it does not end
 */
export function plainPng(photo: Uint8Array): Uint8Array | undefined {
  const chunks = [...chunksOf(photo)];
  if (chunks.at(-1)?.type !== 'IEND') return undefined;
  const kept = chunks.filter(({ type }) => OF_THE_PICTURE.has(type)).map(({ whole }) => whole);
  return joined([photo.subarray(0, SIGNATURE_BYTES), ...kept], photo);
}

/** Frames as `acTL` states them; 1 of a still picture. */
export function pngFrames(photo: Uint8Array): number {
  for (const { type, data } of chunksOf(photo)) {
    if (type === 'acTL' && data.length >= 4) return Buffer.from(data).readUInt32BE(0);
  }
  return 1;
}
