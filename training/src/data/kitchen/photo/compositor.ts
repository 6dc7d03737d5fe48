import type { Shadow, Sprite } from './sprite.js';

/** A picture being painted: opaque RGB, [side, side, 3], levels 0..255. */
export interface Frame {
  readonly side: number;
  readonly pixels: Uint8ClampedArray;
}

export function frameOf(side: number): Frame {
  return { side, pixels: new Uint8ClampedArray(side * side * 3) };
}

/** Where and how a sprite lies on the frame. */
export interface Placement {
  /** Centre, pixels. */
  readonly x: number;
  readonly y: number;
  /** Longest side, pixels. */
  readonly size: number;
  /** Turn, radians. */
  readonly angle: number;
  /** Height as a share of what the drawing has; 1 leaves it. */
  readonly squash: number;
  /** Colour multiplied in, each 0..1 (1 leaves it). */
  readonly tint: readonly [number, number, number];
  /** Keeps only what lies in this area. */
  readonly clip?: Clip;
}

/** An area around a centre: an ellipse or a box, half sizes in pixels. */
export interface Clip {
  readonly shape: 'round' | 'square';
  readonly x: number;
  readonly y: number;
  readonly half: readonly [number, number];
}

interface Mapping {
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
  /** Source u = a dx + b dy + u0, v = c dx + d dy + v0, for frame offsets from the centre. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

function mappingOf(
  frame: Frame,
  at: Placement,
  extent: { width: number; height: number; scale: number },
): Mapping {
  const [cos, sin] = [Math.cos(at.angle), Math.sin(at.angle)];
  const { scale } = extent;
  const halfX = ((Math.abs(cos) * extent.width + Math.abs(sin) * extent.height * at.squash) * scale) / 2 + 1;
  const halfY = ((Math.abs(sin) * extent.width + Math.abs(cos) * extent.height * at.squash) * scale) / 2 + 1;
  const inverse = 1 / scale;
  return {
    box: [
      Math.max(0, Math.floor(at.x - halfX)),
      Math.max(0, Math.floor(at.y - halfY)),
      Math.min(frame.side - 1, Math.ceil(at.x + halfX)),
      Math.min(frame.side - 1, Math.ceil(at.y + halfY)),
    ],
    a: cos * inverse,
    b: sin * inverse,
    c: (-sin * inverse) / at.squash,
    d: (cos * inverse) / at.squash,
  };
}

/** Frame columns x for which 0 <= slope (x - centre) + start < limit may hold, ends included, 1 too many at most. */
function columnsOf(
  { slope, start, limit }: { slope: number; start: number; limit: number },
  centre: number,
): readonly [first: number, last: number] {
  if (Math.abs(slope) < FLAT) return start >= 0 && start < limit ? [-Infinity, Infinity] : [0, -1];
  const [one, other] = [-start / slope, (limit - start) / slope];
  return [Math.floor(Math.min(one, other) + centre), Math.ceil(Math.max(one, other) + centre)];
}
/** Slopes below this count as none. */
const FLAT = 1e-9;

/** Paints a sprite over the frame, bilinearly sampled. */
export function drawSprite(frame: Frame, sprite: Sprite, at: Placement): void {
  const scale = at.size / Math.max(sprite.width, sprite.height);
  const { box, a, b, c, d } = mappingOf(frame, at, { width: sprite.width, height: sprite.height, scale });
  const { width, height, pixels: source } = sprite;
  const target = frame.pixels;
  const [tintR, tintG, tintB] = at.tint;
  const [left, top, right, bottom] = box;
  const row = width * 4;
  for (let y = top; y <= bottom; y++) {
    const dy = y - at.y;
    const [startU, startV] = [b * dy + width / 2 - 0.5, d * dy + height / 2 - 0.5];
    const [firstU, lastU] = columnsOf({ slope: a, start: startU, limit: width - 1 }, at.x);
    const [firstV, lastV] = columnsOf({ slope: c, start: startV, limit: height - 1 }, at.x);
    const last = Math.min(right, lastU, lastV);
    for (let x = Math.max(left, firstU, firstV); x <= last; x++) {
      const dx = x - at.x;
      const u = a * dx + startU;
      const v = c * dx + startV;
      if (u < 0 || v < 0 || u >= width - 1 || v >= height - 1) continue;
      const kept = at.clip === undefined ? 1 : shareInside(at.clip, x, y);
      if (kept === 0) continue;
      const u0 = u | 0;
      const v0 = v | 0;
      const fu = u - u0;
      const fv = v - v0;
      const p = v0 * row + u0 * 4;
      const w11 = fu * fv * kept;
      const w01 = fv * kept - w11;
      const w10 = fu * kept - w11;
      const w00 = kept - fu * kept - w01;
      const alpha =
        source[p + 3]! * w00 + source[p + 7]! * w10 + source[p + row + 3]! * w01 + source[p + row + 7]! * w11;
      if (alpha < 1) continue;
      const rest = 1 - alpha / 255;
      const q = (y * frame.side + x) * 3;
      const r = source[p]! * w00 + source[p + 4]! * w10 + source[p + row]! * w01 + source[p + row + 4]! * w11;
      const g =
        source[p + 1]! * w00 + source[p + 5]! * w10 + source[p + row + 1]! * w01 + source[p + row + 5]! * w11;
      const bl =
        source[p + 2]! * w00 + source[p + 6]! * w10 + source[p + row + 2]! * w01 + source[p + row + 6]! * w11;
      target[q] = target[q]! * rest + r * tintR;
      target[q + 1] = target[q + 1]! * rest + g * tintG;
      target[q + 2] = target[q + 2]! * rest + bl * tintB;
    }
  }
}

/** Roundness of a square area's corners: |u|^p + |v|^p = 1. */
const CORNER_POWER = 8;
/** Pixels over which the edge of an area is soft. */
const SOFT_EDGE = 2;

/** How much of a pixel lies in the area, 0..1. */
function shareInside(clip: Clip, x: number, y: number): number {
  const [halfX, halfY] = clip.half;
  const u = (x - clip.x) / halfX;
  const v = (y - clip.y) / halfY;
  const reach =
    clip.shape === 'round'
      ? Math.sqrt(u * u + v * v)
      : (u ** CORNER_POWER + v ** CORNER_POWER) ** (1 / CORNER_POWER);
  return Math.min(Math.max(((1 - reach) * halfY) / SOFT_EDGE, 0), 1);
}

/** Darkens the frame where the sprite's shadow falls; `at` is the sprite's place moved away from the light. */
export function drawShadow(
  frame: Frame,
  sprite: Sprite,
  { at, darkness }: { at: Placement; darkness: number },
): void {
  const shadow: Shadow = sprite.shadow;
  const scale = (at.size / Math.max(sprite.width, sprite.height)) * 2;
  const { box, a, b, c, d } = mappingOf(frame, at, { width: shadow.width, height: shadow.height, scale });
  const { width, height, alpha } = shadow;
  const target = frame.pixels;
  const [left, top, right, bottom] = box;
  for (let y = top; y <= bottom; y++) {
    const dy = y - at.y;
    const [startU, startV] = [b * dy + width / 2, d * dy + height / 2];
    const [firstU, lastU] = columnsOf({ slope: a, start: startU, limit: width }, at.x);
    const [firstV, lastV] = columnsOf({ slope: c, start: startV, limit: height }, at.x);
    const last = Math.min(right, lastU, lastV);
    for (let x = Math.max(left, firstU, firstV); x <= last; x++) {
      const dx = x - at.x;
      const u = Math.floor(a * dx + startU);
      const v = Math.floor(c * dx + startV);
      if (u < 0 || v < 0 || u >= width || v >= height) continue;
      const level = alpha[v * width + u]!;
      if (level === 0) continue;
      const keep = 1 - (level / 255) * darkness;
      const q = (y * frame.side + x) * 3;
      target[q] = target[q]! * keep;
      target[q + 1] = target[q + 1]! * keep;
      target[q + 2] = target[q + 2]! * keep;
    }
  }
}
