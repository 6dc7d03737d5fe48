const CHANNELS = 3;

/**
 * Which square of a resized photo is taken: the centre, as for every query, or the corner at these shares, in
 * [0, 1), of the room there is beside and below the square.
 */
export interface PhotoCut {
  readonly place: 'centre' | { readonly across: number; readonly down: number };
  /** Left and right changed over. */
  readonly mirrored: boolean;
}

/** What evaluation and the service see of a photo. */
export const CENTRE_CUT: PhotoCut = { place: 'centre', mirrored: false };

/** Upper left corner, in pixels, of a square of side `crop` that lies inside a photo of this size. */
export function cutPlace(
  { width, height }: { readonly width: number; readonly height: number },
  crop: number,
  { place }: PhotoCut,
): { left: number; top: number } {
  if (place === 'centre') return { left: centreOffset(width, crop), top: centreOffset(height, crop) };
  const offset = (share: number, size: number): number => Math.floor(share * (size - crop + 1));
  return { left: offset(place.across, width), top: offset(place.down, height) };
}

/** (size - crop) / 2, a half rounded to the even number. */
function centreOffset(size: number, crop: number): number {
  const half = (size - crop) / 2;
  const down = Math.floor(half);
  return half - down === 0.5 ? down + (down % 2) : half;
}

/** Levels [side, side, 3] with every row from right to left. */
export function mirroredRows(levels: Uint8Array, side: number): Uint8Array {
  const mirrored = new Uint8Array(levels.length);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const column = pixel % side;
    const from = (pixel - column + (side - 1 - column)) * CHANNELS;
    mirrored.set(levels.subarray(from, from + CHANNELS), pixel * CHANNELS);
  }
  return mirrored;
}
