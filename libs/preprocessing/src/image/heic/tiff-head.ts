/** Bytes that `writeTiffHead` writes at most. */
export const TIFF_HEAD_BYTES = 1024;

/** Strips of a file: few enough for the head, each a small part of the pixels. */
const MAX_STRIPS = 64;
const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;
const ENTRY_BYTES = 12;

export interface TiffPicture {
  readonly width: number;
  readonly height: number;
  /** RGB, or RGB and alpha. */
  readonly channels: 3 | 4;
  readonly profileBytes: number;
}

interface Entry {
  readonly tag: number;
  readonly type: typeof SHORT | typeof LONG | typeof UNDEFINED;
  readonly values: readonly number[];
}

/**
 * Makes an uncompressed TIFF (revision 6.0) of pixels in memory: the one form in which sharp takes raw pixels
 * together with their colour profile.
 * @param file `TIFF_HEAD_BYTES` free bytes, the ICC profile, then levels [height, width, channels]
 */
export function writeTiffHead(
  file: Uint8Array,
  { width, height, channels, profileBytes }: TiffPicture,
): void {
  const rowsPerStrip = Math.ceil(height / MAX_STRIPS);
  const pixels = TIFF_HEAD_BYTES + profileBytes;
  const strips = Array.from({ length: Math.ceil(height / rowsPerStrip) }, (_, i) => {
    const rows = Math.min(rowsPerStrip, height - i * rowsPerStrip);
    return { at: pixels + i * rowsPerStrip * width * channels, bytes: rows * width * channels };
  });
  const entries: Entry[] = [
    { tag: 256, type: LONG, values: [width] },
    { tag: 257, type: LONG, values: [height] },
    { tag: 258, type: SHORT, values: Array.from({ length: channels }, () => 8) }, // bits per sample
    { tag: 259, type: SHORT, values: [1] }, // no compression
    { tag: 262, type: SHORT, values: [2] }, // RGB
    { tag: 273, type: LONG, values: strips.map(({ at }) => at) },
    { tag: 277, type: SHORT, values: [channels] },
    { tag: 278, type: LONG, values: [rowsPerStrip] },
    { tag: 279, type: LONG, values: strips.map(({ bytes }) => bytes) },
    { tag: 284, type: SHORT, values: [1] }, // interleaved
    ...(channels === 4 ? [{ tag: 338, type: SHORT, values: [2] } as const] : []), // alpha, not premultiplied
  ];
  const view = new DataView(file.buffer, file.byteOffset, TIFF_HEAD_BYTES);
  view.setUint32(0, 0x49_49_2a_00); // "II", 42 in little-endian order
  view.setUint32(4, 8, true);
  const count = entries.length + (profileBytes === 0 ? 0 : 1);
  view.setUint16(8, count, true);
  let at = 10;
  let free = at + count * ENTRY_BYTES + 4;
  for (const entry of entries) {
    free = writeEntry(view, entry, { at, free });
    at += ENTRY_BYTES;
  }
  if (profileBytes === 0) return;
  view.setUint16(at, 34675, true); // ICC profile
  view.setUint16(at + 2, UNDEFINED, true);
  view.setUint32(at + 4, profileBytes, true);
  view.setUint32(at + 8, TIFF_HEAD_BYTES, true);
}

/** @returns where the next values that do not fit into their entry may lie */
function writeEntry(
  view: DataView,
  { tag, type, values }: Entry,
  { at, free }: { readonly at: number; readonly free: number },
): number {
  view.setUint16(at, tag, true);
  view.setUint16(at + 2, type, true);
  view.setUint32(at + 4, values.length, true);
  const size = type === SHORT ? 2 : 4;
  const inside = values.length * size <= 4;
  const start = inside ? at + 8 : free;
  if (!inside) view.setUint32(at + 8, free, true);
  for (const [i, value] of values.entries()) {
    if (type === SHORT) view.setUint16(start + i * size, value, true);
    else view.setUint32(start + i * size, value, true);
  }
  return inside ? free : free + values.length * size;
}
