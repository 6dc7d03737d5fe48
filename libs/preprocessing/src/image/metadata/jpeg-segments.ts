/** Markers of JPEG (ITU T.81, table B.1). */
const PREFIX = 0xff;
const RESTART_FIRST = 0xd0;
const RESTART_LAST = 0xd7;
const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;
const APP0 = 0xe0;
const APP2 = 0xe2;
const APP14 = 0xee;
/** Application data, reserved markers and comments: all that is no part of the picture. */
const FIRST_EXTRA = 0xe0;
const LAST_EXTRA = 0xfe;
/** A JFIF segment without a thumbnail. */
const PLAIN_JFIF_BYTES = 16;

/**
 * A JPEG without EXIF, XMP, IPTC, comments, thumbnails and what follows its end (a phone's second picture,
 * its film); the coded picture and its colour profile are as they were.
 * @returns the photo itself where there is nothing to leave out; undefined where its segments cannot be followed
 */
export function plainJpeg(photo: Uint8Array): Uint8Array | undefined {
  const kept = [photo.subarray(0, 2)];
  for (let at = 2; at + 1 < photo.length;) {
    if (photo[at] !== PREFIX) return undefined;
    const marker = photo[at + 1]!;
    if (marker === PREFIX) {
      at++; // fill byte
      continue;
    }
    if (marker === END_OF_IMAGE) {
      kept.push(photo.subarray(at, at + 2));
      return joined(kept, photo);
    }
    if (at + 4 > photo.length) return undefined;
    const length = photo[at + 2]! * 256 + photo[at + 3]!;
    let end = at + 2 + length;
    if (marker === START_OF_SCAN) end = endOfScan(photo, end);
    if (end > photo.length) return undefined;
    const segment = photo.subarray(at, end);
    if (belongsToPicture(marker, segment)) kept.push(segment);
    at = end;
  }
  return undefined;
}

function belongsToPicture(marker: number, segment: Uint8Array): boolean {
  if (marker < FIRST_EXTRA || marker > LAST_EXTRA) return true;
  const name = Buffer.from(segment.subarray(4, 16)).toString('latin1');
  if (marker === APP0) return name.startsWith('JFIF\0') && segment.length === PLAIN_JFIF_BYTES + 2;
  if (marker === APP2) return name === 'ICC_PROFILE\0';
  return marker === APP14 && name.startsWith('Adobe'); // says how its colours are coded
}

/** The next marker that ends entropy-coded data. */
function endOfScan(photo: Uint8Array, start: number): number {
  for (let at = photo.indexOf(PREFIX, start); at !== -1; at = photo.indexOf(PREFIX, at + 1)) {
    const next = photo[at + 1] ?? 0;
    const inside = next === 0 || next === PREFIX || (next >= RESTART_FIRST && next <= RESTART_LAST);
    if (!inside) return at;
  }
  return photo.length;
}

/** The pieces as one file; the photo itself where they are all of it. */
export function joined(pieces: readonly Uint8Array[], photo: Uint8Array): Uint8Array {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return length === photo.length ? photo : Buffer.concat(pieces);
}
