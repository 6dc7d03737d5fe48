/** Cuts of a piece: 1 and 2 halves, 3 a quarter, 4 a slice from the middle. */
export const PARTS = 4;

/** Distance in pixels over which a cut goes from full to nothing. */
const EDGE = 1.5;
/** Width of the pale cut edge, pixels. */
const RIM = 3;

/** Signed distance into what is kept of the piece; negative is cut away. Coordinates from the middle. */
function insideOf(part: number, [x, y]: readonly [number, number], side: number): number {
  if (part === 1) return x * 0.94 + y * 0.34;
  if (part === 2) return y * 0.9 - x * 0.43;
  if (part === 3) return Math.min(x * 0.98 + y * 0.2, y * 0.98 - x * 0.2);
  return side * 0.17 - Math.abs(x * 0.8 + y * 0.6);
}

/** The part of a straight-alpha RGBA drawing, [side, side, 4], that one cut leaves; its cut edge is paler. */
export function parted(rgba: Uint8Array, side: number, part: number): Uint8Array {
  const out = Uint8Array.from(rgba);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = (y * side + x) * 4;
      const depth = insideOf(part, [x - side / 2, y - side / 2], side);
      const kept = Math.min(Math.max(depth / EDGE + 0.5, 0), 1);
      const pale = depth < RIM ? 0.35 : 0;
      for (let c = 0; c < 3; c++) out[at + c] = rgba[at + c]! + (255 - rgba[at + c]!) * pale;
      out[at + 3] = rgba[at + 3]! * kept;
    }
  }
  return out;
}
