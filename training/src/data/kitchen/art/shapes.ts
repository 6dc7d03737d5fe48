/** SVG bodies of single pieces of food in a 100 x 100 view box, seen from above, light from the top left. */
import { Random } from '@seje/core';

/** Radial gradient from `light` near the top left to `dark` at the edge. */
function glow(id: string, light: string, dark: string): string {
  return (
    `<radialGradient id="${id}" cx=".38" cy=".34" r=".72"><stop offset="0" stop-color="${light}"/>` +
    `<stop offset="1" stop-color="${dark}"/></radialGradient>`
  );
}

/** Linear gradient from the top left corner to the bottom right one. */
export function slant(id: string, light: string, dark: string): string {
  return (
    `<linearGradient id="${id}" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="${light}"/>` +
    `<stop offset="1" stop-color="${dark}"/></linearGradient>`
  );
}

/** A highlight at (x, y); `[r, opacity]` are its radius and strength. */
const shine = (x: number, y: number, [r, opacity]: readonly [number, number]): string =>
  `<ellipse cx="${x}" cy="${y}" rx="${r}" ry="${r * 0.6}" fill="#fff" opacity="${opacity}" transform="rotate(-35 ${x} ${y})"/>`;

const polar = (angle: number, radius: number): [number, number] => [
  50 + radius * Math.cos(angle),
  50 + radius * Math.sin(angle),
];

/** A coordinate as SVG text. */
export const num = (x: number): string => x.toFixed(1);

/** A ball: pea, meatball, cherry tomato; `dark` is its shaded side. */
export function ball(light: string, dark: string): string {
  return `<defs>${glow('g', light, dark)}</defs><circle cx="50" cy="50" r="47" fill="url(#g)"/>${shine(34, 30, [13, 0.45])}`;
}

export interface RoundSlice {
  readonly rim: string;
  readonly flesh: string;
  readonly dark: string;
  readonly core?: string;
  readonly seeds?: { readonly colour: string; readonly count: number; readonly radius: number };
  readonly wedges?: { readonly colour: string; readonly count: number };
  readonly hole?: string;
}

/** A round slice with rim, flesh and, where named, core, seeds, wedges (citrus, tomato) or a hole. */
export function roundSlice(slice: RoundSlice): string {
  const parts = [
    `<defs>${glow('g', slice.flesh, slice.dark)}</defs><circle cx="50" cy="50" r="48" fill="${slice.rim}"/>`,
    `<circle cx="50" cy="50" r="42" fill="url(#g)"/>`,
  ];
  if (slice.core !== undefined)
    parts.push(`<circle cx="50" cy="50" r="22" fill="${slice.core}" opacity=".8"/>`);
  const wedges = slice.wedges ?? { colour: 'none', count: 0 };
  for (let i = 0; i < wedges.count; i++) {
    const a = (2 * Math.PI * i) / wedges.count;
    const spread = Math.PI / wedges.count - 0.12;
    const [x1, y1] = polar(a - spread, 37);
    const [x2, y2] = polar(a + spread, 37);
    const [x0, y0] = polar(a, 8);
    parts.push(
      `<path d="M${num(x0)} ${num(y0)}L${num(x1)} ${num(y1)}A37 37 0 0 1 ${num(x2)} ${num(y2)}Z" ` +
        `fill="${wedges.colour}" stroke="${wedges.colour}" stroke-width="3" stroke-linejoin="round" opacity=".9"/>`,
    );
  }
  const seeds = slice.seeds ?? { colour: 'none', count: 0, radius: 0 };
  for (let i = 0; i < seeds.count; i++) {
    const a = (2 * Math.PI * i) / seeds.count;
    const [x, y] = polar(a, seeds.radius);
    parts.push(
      `<ellipse cx="${num(x)}" cy="${num(y)}" rx="5" ry="2.4" fill="${seeds.colour}" ` +
        `transform="rotate(${num((a * 180) / Math.PI)} ${num(x)} ${num(y)})"/>`,
    );
  }
  if (slice.hole !== undefined) parts.push(`<circle cx="50" cy="50" r="14" fill="${slice.hole}"/>`);
  return parts.join('') + shine(30, 27, [10, 0.25]);
}

/** Rings of an onion or a leek, colours from the outside in; see-through in the middle. */
export function rings(colours: readonly string[]): string {
  return colours
    .map(
      (colour, i) =>
        `<ellipse cx="50" cy="50" rx="${45 - i * 12}" ry="${42 - i * 11}" fill="none" stroke="${colour}" stroke-width="8"/>` +
        `<ellipse cx="50" cy="50" rx="${47 - i * 12}" ry="${44 - i * 11}" fill="none" stroke="#fff" stroke-width="1.6" opacity=".6"/>`,
    )
    .join('');
}

/** A cube with a lit top and two shaded sides. */
export function cube([top, left, right]: readonly [string, string, string], speckle?: string): string {
  const spots =
    speckle === undefined
      ? ''
      : [
          [40, 22],
          [60, 30],
          [48, 38],
          [25, 55],
          [70, 62],
        ]
          .map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${speckle}" opacity=".7"/>`)
          .join('');
  return (
    `<g stroke-linejoin="round" stroke-width="6">` +
    `<path d="M8 28L50 46V92L10 70Z" fill="${left}" stroke="${left}"/>` +
    `<path d="M92 28L50 46V92L90 70Z" fill="${right}" stroke="${right}"/>` +
    `<path d="M50 8L92 28L50 47L8 28Z" fill="${top}" stroke="${top}"/></g>${spots}${shine(44, 22, [10, 0.3])}`
  );
}

/** A bent strip: pepper, chicken, beef; `marks` draws sear marks across it. */
export function strip(light: string, dark: string, options: { width?: number; marks?: string } = {}): string {
  const width = options.width ?? 26;
  const path = 'M14 68C30 30 62 22 88 40';
  const marks =
    options.marks === undefined
      ? ''
      : [26, 44, 62, 78]
          .map(
            (x) =>
              `<path d="M${x - 4} ${30 + Math.abs(x - 56) * 0.4}l8 ${width * 0.8}" stroke="${options.marks}" ` +
              `stroke-width="5" stroke-linecap="round" opacity=".55"/>`,
          )
          .join('');
  return (
    `<g fill="none" stroke-linecap="round"><path d="${path}" stroke="${dark}" stroke-width="${width}" transform="translate(1 4)"/>` +
    `<path d="${path}" stroke="${light}" stroke-width="${width - 5}"/>` +
    `<path d="M20 58C34 32 60 24 82 36" stroke="#fff" stroke-width="4" opacity=".35"/></g>${marks}`
  );
}

/** A straight stick: asparagus, green bean, baton; `tip` colours its head. */
export function stick(light: string, dark: string, options: { width?: number; tip?: string } = {}): string {
  const width = options.width ?? 14;
  const tip =
    options.tip === undefined
      ? ''
      : `<path d="M70 ${50 - width * 0.7}Q96 ${50 - width * 0.7} 98 50Q96 ${50 + width * 0.7} 70 ${50 + width * 0.7}Z" fill="${options.tip}"/>` +
        `<path d="M74 50l8-6M80 52l8-5M74 54l8 3" stroke="${dark}" stroke-width="2.5"/>`;
  return (
    `<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${light}"/>` +
    `<stop offset="1" stop-color="${dark}"/></linearGradient></defs>` +
    `<rect x="3" y="${50 - width / 2}" width="92" height="${width}" rx="${width / 2}" fill="url(#g)"/>${tip}` +
    `<path d="M12 ${50 - width * 0.2}H70" stroke="#fff" stroke-width="2" opacity=".4" stroke-linecap="round"/>`
  );
}

/** A loose heap of small round things (peas, corn, pomegranate seeds), always the same for one `name`. */
export function heap(
  name: string,
  colours: readonly [string, string],
  options: { count?: number; radius?: number; long?: number } = {},
): string {
  const random = Random.derived(1, `heap/${name}`);
  const count = options.count ?? 9;
  const radius = options.radius ?? 13;
  const long = options.long ?? 1;
  const parts = [`<defs>${glow('g', colours[0], colours[1])}</defs>`];
  for (let i = 0; i < count; i++) {
    const [x, y] = polar(random.between(0, 2 * Math.PI), Math.sqrt(random.float()) * (47 - radius * long));
    parts.push(
      `<g transform="translate(${num(x)} ${num(y)}) rotate(${num(random.between(0, 180))})">` +
        `<ellipse cx="1.5" cy="2.5" rx="${num(radius * long)}" ry="${radius}" fill="#000" opacity=".22"/>` +
        `<ellipse rx="${num(radius * long)}" ry="${radius}" fill="url(#g)"/></g>`,
    );
  }
  return parts.join('');
}

/** A fillet or steak: rounded slab with bands of fat (`bands`) or sear marks. */
export function fillet(light: string, dark: string, options: { bands?: string; skin?: string } = {}): string {
  const bands =
    options.bands === undefined
      ? ''
      : [20, 36, 52, 68, 82]
          .map(
            (x) =>
              `<path d="M${x} 26Q${x + 10} 50 ${x - 2} 76" stroke="${options.bands}" stroke-width="3.4" fill="none" opacity=".75" stroke-linecap="round"/>`,
          )
          .join('');
  return (
    `<defs>${slant('g', light, dark)}</defs>` +
    (options.skin === undefined
      ? ''
      : `<path d="M6 52C4 84 40 88 62 84C88 80 98 66 96 48Z" fill="${options.skin}"/>`) +
    `<path d="M6 46C6 22 34 16 58 18C84 20 97 32 95 50C92 70 70 78 46 78C20 78 6 68 6 46Z" fill="url(#g)"/>${bands}${shine(34, 30, [13, 0.3])}`
  );
}

/** A bumpy head: cauliflower, walnut; `count` bumps around a middle one. */
export function lumps(light: string, dark: string, options: { count?: number; stem?: string } = {}): string {
  const count = options.count ?? 7;
  const parts = [`<defs>${glow('g', light, dark)}</defs>`];
  if (options.stem !== undefined) parts.push(`<path d="M40 60L44 97H58L62 60Z" fill="${options.stem}"/>`);
  const lift = options.stem === undefined ? 0 : -10;
  for (let i = 0; i < count; i++) {
    const [x, y] = polar((2 * Math.PI * i) / count, 26);
    parts.push(
      `<circle cx="${num(x)}" cy="${num(y + lift)}" r="19" fill="url(#g)" stroke="${dark}" stroke-width="1.5"/>`,
    );
  }
  parts.push(`<circle cx="50" cy="${50 + lift}" r="20" fill="url(#g)" stroke="${dark}" stroke-width="1.5"/>`);
  return parts.join('');
}

/** A thin ragged flake: shaved cheese, coconut, crisp. */
export function flake(light: string, dark: string, edge = dark): string {
  return (
    `<defs>${slant('g', light, dark)}</defs>` +
    `<path d="M8 60L22 34L44 26L70 12L94 30L84 52L88 66L60 78L40 90L18 80Z" fill="url(#g)" stroke="${edge}" stroke-width="2.5" stroke-linejoin="round"/>` +
    `<path d="M24 58C40 46 60 40 80 32" stroke="#fff" stroke-width="3" opacity=".4" fill="none"/>`
  );
}

/** An almond-shaped nut or clove; `bent` makes it a cashew. */
export function kernel(light: string, dark: string, bent = false): string {
  const path = bent
    ? 'M16 34C30 4 76 6 86 42C92 66 74 84 62 74C52 64 66 56 58 46C48 36 40 52 28 52C16 52 12 44 16 34Z'
    : 'M50 4C82 30 84 72 50 96C16 72 18 30 50 4Z';
  return (
    `<defs>${glow('g', light, dark)}</defs><path d="${path}" fill="url(#g)"/>` +
    (bent
      ? ''
      : `<path d="M50 14V84M38 24Q32 50 40 78M62 24Q68 50 60 78" stroke="${dark}" stroke-width="2" fill="none" opacity=".7"/>`) +
    shine(38, 26, [8, 0.3])
  );
}
