/** SVG bodies of leaves and herbs in a 100 x 100 view box. */
import { num, slant } from './shapes.js';

/** One leaf with a middle rib and side veins; `width` 0..1 is its breadth. */
export function leaf(light: string, dark: string, options: { width?: number; vein?: string } = {}): string {
  const half = 46 * (options.width ?? 0.6);
  const vein = options.vein ?? light;
  return (
    `<defs>${slant('g', light, dark)}</defs>` +
    `<path d="M50 97C${50 - half * 1.5} 72 ${50 - half * 1.25} 26 50 3C${50 + half * 1.25} 26 ${50 + half * 1.5} 72 50 97Z" fill="url(#g)"/>` +
    `<path d="M50 96V10M50 76L${50 - half * 0.7} 58M50 76L${50 + half * 0.7} 58M50 56L${50 - half * 0.7} 38M50 56L${50 + half * 0.7} 38M50 37L${50 - half * 0.45} 24M50 37L${50 + half * 0.45} 24" ` +
    `stroke="${vein}" stroke-width="2.6" fill="none" opacity=".75" stroke-linecap="round"/>`
  );
}

/** A straight sprig with fine leaves to both sides: needles (rosemary) or feathery fronds (dill). */
export function sprig(form: 'needle' | 'frond', light: string, dark: string): string {
  const count = 11;
  const parts = [
    `<path d="M50 98C48 70 54 40 50 8" stroke="${dark}" stroke-width="4" fill="none" stroke-linecap="round"/>`,
  ];
  for (let i = 0; i < count; i++) {
    const y = 20 + (i * 74) / count;
    const length = form === 'needle' ? 30 : 14 + i * 3;
    for (const tilt of form === 'needle' ? [-62, 62] : [-52, 52]) {
      parts.push(
        `<path d="M50 ${num(y)}l0 ${-length}" transform="rotate(${tilt} 50 ${num(y)})" stroke="${i % 2 ? light : dark}" ` +
          `stroke-width="${form === 'needle' ? 5 : 2.6}" stroke-linecap="round"/>`,
      );
    }
  }
  return parts.join('');
}

/** A bunch of notched leaflets on forked stems: parsley, cilantro, arugula. `teeth` is the notches a leaflet has. */
export function bunch(light: string, dark: string, teeth: number): string {
  const leaflet = (x: number, y: number, turn: number): string => {
    const points = Array.from({ length: 4 * teeth }, (_, i) => {
      const angle = (Math.PI * 2 * i) / (4 * teeth);
      const radius = (i % 2 ? 15 : 21) * (0.75 + 0.25 * Math.cos(angle + Math.PI / 2));
      return `${num(radius * Math.cos(angle))} ${num(radius * Math.sin(angle))}`;
    });
    return (
      `<g transform="translate(${x} ${y}) rotate(${turn})"><path d="M${points.join('L')}Z" fill="${light}" stroke="${dark}" ` +
      `stroke-width="3" stroke-linejoin="round"/><path d="M0 18V-10M0 8L-8 -2M0 8L8 -2" stroke="${dark}" stroke-width="2" fill="none"/></g>`
    );
  };
  return (
    `<path d="M46 98Q52 74 50 42M50 66Q34 60 26 48M50 62Q68 56 76 46" stroke="${dark}" stroke-width="4" fill="none" stroke-linecap="round"/>` +
    [
      leaflet(24, 40, -50),
      leaflet(77, 38, 50),
      leaflet(50, 24, 0),
      leaflet(36, 62, -80),
      leaflet(66, 64, 80),
    ].join('')
  );
}
