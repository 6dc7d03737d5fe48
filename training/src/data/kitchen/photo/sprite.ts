import sharp from 'sharp';

/** A rasterised drawing: premultiplied RGBA, row-major, and a soft shadow of its outline at half size. */
export interface Sprite {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4], colour already multiplied by alpha. */
  readonly pixels: Uint8Array;
  readonly shadow: Shadow;
}

/** Blurred outline, [height, width], `margin` pixels wider than half the sprite on every side. */
export interface Shadow {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
  readonly alpha: Uint8Array;
}

const SHADOW_BLUR = 3;
const SHADOW_MARGIN = 2 * SHADOW_BLUR;

/** Mean over 2 r + 1 neighbours along one axis: `step` apart, `count` long, in `lines` lines. */
function boxBlur(
  values: Uint8Array,
  axis: { count: number; step: number; lines: number; lineStep: number },
): Uint8Array {
  const out = new Uint8Array(values.length);
  for (let line = 0; line < axis.lines; line++) {
    const start = line * axis.lineStep;
    let sum = 0;
    for (let i = -SHADOW_BLUR; i < axis.count; i++) {
      if (i + SHADOW_BLUR < axis.count) sum += values[start + (i + SHADOW_BLUR) * axis.step]!;
      if (i - SHADOW_BLUR - 1 >= 0) sum -= values[start + (i - SHADOW_BLUR - 1) * axis.step]!;
      if (i >= 0) out[start + i * axis.step] = sum / (2 * SHADOW_BLUR + 1);
    }
  }
  return out;
}

function shadowOf(pixels: Uint8Array, spriteWidth: number, spriteHeight: number): Shadow {
  const width = Math.ceil(spriteWidth / 2) + 2 * SHADOW_MARGIN;
  const height = Math.ceil(spriteHeight / 2) + 2 * SHADOW_MARGIN;
  let alpha: Uint8Array = new Uint8Array(width * height);
  for (let y = 0; y < spriteHeight; y += 2) {
    for (let x = 0; x < spriteWidth; x += 2) {
      alpha[(y / 2 + SHADOW_MARGIN) * width + x / 2 + SHADOW_MARGIN] = pixels[(y * spriteWidth + x) * 4 + 3]!;
    }
  }
  for (let pass = 0; pass < 2; pass++) {
    alpha = boxBlur(alpha, { count: width, step: 1, lines: height, lineStep: width });
    alpha = boxBlur(alpha, { count: height, step: width, lines: width, lineStep: 1 });
  }
  return { width, height, margin: SHADOW_MARGIN, alpha };
}

/** Finishes straight-alpha RGBA as a sprite: trims the empty border, multiplies by alpha, adds the shadow. */
export function spriteOf(rgba: Uint8Array, width: number, height: number): Sprite {
  let [left, top, right, bottom] = [width - 1, height - 1, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const alpha = rgba[(y * width + x) * 4 + 3] ?? 0;
      if (alpha === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  const w = Math.max(right - left + 1, 1);
  const h = Math.max(bottom - top + 1, 1);
  const pixels = new Uint8Array(w * h * 4);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const from = ((y + top) * width + x + left) * 4;
      const to = (y * w + x) * 4;
      const alpha = rgba[from + 3]!;
      for (let c = 0; c < 3; c++) pixels[to + c] = (rgba[from + c]! * alpha) / 255;
      pixels[to + 3] = alpha;
    }
  }
  return { width: w, height: h, pixels, shadow: shadowOf(pixels, w, h) };
}

/** Straight-alpha RGBA of an SVG drawing, [side, side, 4]. */
export async function rasterised(body: string, viewBox: number, side: number): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 ${viewBox} ${viewBox}" width="${side}" height="${side}">${body}</svg>`;
  return sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer();
}
