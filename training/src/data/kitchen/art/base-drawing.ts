import type { Random } from '@seje/core';
import type { BaseLook } from '../dishes/base.js';

/**
 * The base of a dish as an SVG body in a 200 x 200 view box, filling a disc of radius 98 around the
 * middle (or a square, which the renderer clips to its vessel's shape). `variant` changes the chance in it.
 */
export type BaseDrawing = (colours: BaseLook['colours'], random: Random) => string;

/** Radius that drawings keep to. */
export const DISC = 96;
/** A coordinate as SVG text. */
export const n = (x: number): string => x.toFixed(1);

/** A point uniform in the disc of `radius` around the middle. */
export function inDisc(random: Random, radius: number): [number, number] {
  const angle = random.between(0, 2 * Math.PI);
  const r = radius * Math.sqrt(random.float());
  return [100 + r * Math.cos(angle), 100 + r * Math.sin(angle)];
}

/** A disc with a soft, slightly uneven edge. */
export function mound(light: string, dark: string, random: Random): string {
  const points = Array.from({ length: 24 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 24;
    const r = DISC - random.between(0, 9);
    return `${n(100 + r * Math.cos(angle))} ${n(100 + r * Math.sin(angle))}`;
  });
  return (
    `<defs><radialGradient id="m" cx=".42" cy=".4" r=".62"><stop offset="0" stop-color="${light}"/><stop offset=".7" stop-color="${light}"/>` +
    `<stop offset="1" stop-color="${dark}"/></radialGradient></defs><path d="M${points.join('L')}Z" fill="url(#m)" stroke="url(#m)" stroke-width="8" stroke-linejoin="round"/>`
  );
}
