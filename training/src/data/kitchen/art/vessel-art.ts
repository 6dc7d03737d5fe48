import type { VesselName } from '../dishes/dish-kind.js';

/** What a vessel looks like from above, in a 100 x 100 view box, and where food may lie in it. */
export interface Vessel {
  readonly svg: string;
  /** Half width and half height of the food area, shares of the vessel's side. */
  readonly food: readonly [number, number];
  readonly shape: 'round' | 'square';
}

const gradient = (id: string, stops: readonly (readonly [number, string])[]): string =>
  `<radialGradient id="${id}" cx=".42" cy=".38" r=".68">${stops
    .map(([offset, colour]) => `<stop offset="${offset}" stop-color="${colour}"/>`)
    .join('')}</radialGradient>`;

interface Ware {
  readonly light: string;
  readonly middle: string;
  readonly dark: string;
  readonly ornament?: string;
}

function plate({ light, middle, dark, ornament = '' }: Ware): Vessel {
  const svg =
    `<defs>${gradient('a', [
      [0, light],
      [0.75, middle],
      [1, dark],
    ])}${gradient('b', [
      [0, middle],
      [0.8, light],
      [1, middle],
    ])}</defs><circle cx="50" cy="50" r="49" fill="url(#a)"/>` +
    `<circle cx="50" cy="50" r="48.2" fill="none" stroke="#fff" stroke-width=".7" opacity=".7"/>${ornament}` +
    `<circle cx="50" cy="50" r="36" fill="${dark}" opacity=".35"/><circle cx="50.4" cy="50.6" r="35.3" fill="url(#b)"/>`;
  return { svg, food: [0.36, 0.36], shape: 'round' };
}

function bowl({ light, middle, dark, ornament = '' }: Ware): Vessel {
  const svg =
    `<defs>${gradient('a', [
      [0, light],
      [0.8, middle],
      [1, dark],
    ])}<radialGradient id="b" cx=".5" cy=".55" r=".52"><stop offset="0" stop-color="${middle}"/>` +
    `<stop offset=".8" stop-color="${dark}"/><stop offset="1" stop-color="#000" stop-opacity=".55"/></radialGradient></defs>` +
    `<circle cx="50" cy="50" r="49" fill="url(#a)"/>${ornament}` +
    `<circle cx="50" cy="50" r="44" fill="${dark}"/><circle cx="50" cy="50" r="44" fill="url(#b)"/>` +
    `<path d="M8 40A44 44 0 0 1 40 8" stroke="#fff" stroke-width="2.4" fill="none" opacity=".55" stroke-linecap="round"/>`;
  return { svg, food: [0.415, 0.415], shape: 'round' };
}

const ring = (radius: number, colour: string, width: number): string =>
  `<circle cx="50" cy="50" r="${radius}" fill="none" stroke="${colour}" stroke-width="${width}"/>`;

const speckles = (colour: string): string =>
  Array.from({ length: 70 }, (_, i) => {
    const angle = i * 2.39996;
    const radius = 49 * Math.sqrt((i + 0.5) / 70);
    return `<circle cx="${(50 + radius * Math.cos(angle)).toFixed(1)}" cy="${(50 + radius * Math.sin(angle)).toFixed(1)}" r="${0.35 + (i % 3) * 0.2}" fill="${colour}" opacity=".55"/>`;
  }).join('');

export const VESSELS: Readonly<Record<VesselName, Vessel>> = {
  'white-plate': plate({ light: '#ffffff', middle: '#f6f4f0', dark: '#d5d1c8' }),
  'blue-rim-plate': plate({
    light: '#fdfdfb',
    middle: '#f1f0ea',
    dark: '#cfcdc4',
    ornament: ring(46.4, '#2c5aa8', 1.6) + ring(43.6, '#2c5aa8', 0.6),
  }),
  'stoneware-plate': plate({
    light: '#8f969c',
    middle: '#6f777e',
    dark: '#474d53',
    ornament: speckles('#2c3034'),
  }),
  'terracotta-plate': plate({
    light: '#e39a72',
    middle: '#cf7a50',
    dark: '#98492a',
    ornament: ring(45, '#f7e2c8', 1) + ring(41, '#f7e2c8', 0.5),
  }),
  'white-bowl': bowl({ light: '#ffffff', middle: '#f4f1ea', dark: '#cdc8bb' }),
  'blue-bowl': bowl({
    light: '#7fb0dd',
    middle: '#3f78b8',
    dark: '#204a80',
    ornament: ring(46.5, '#dcecff', 0.8),
  }),
  'dark-bowl': bowl({
    light: '#5c5a60',
    middle: '#39373c',
    dark: '#1d1b20',
    ornament: ring(47, '#a8793c', 0.9),
  }),
  'wooden-bowl': bowl({
    light: '#dba56a',
    middle: '#b87a42',
    dark: '#7d4c22',
    ornament: ring(47, '#8f5a2c', 0.7) + ring(45.6, '#e6b880', 0.6),
  }),
  skillet: {
    svg:
      '<defs><radialGradient id="a" cx=".42" cy=".38" r=".65"><stop offset="0" stop-color="#4a4a4e"/><stop offset=".8" stop-color="#2b2b2e"/><stop offset="1" stop-color="#121214"/></radialGradient></defs>' +
      '<path d="M78 78L97 92Q99 99 92 97L76 82Z" fill="#232326" stroke="#0c0c0e"/><circle cx="48" cy="48" r="46.5" fill="#1a1a1c"/><circle cx="48" cy="48" r="45.5" fill="none" stroke="#6a6a70" stroke-width=".8"/><circle cx="48" cy="48" r="42" fill="url(#a)"/>',
    food: [0.385, 0.385],
    shape: 'round',
  },
  'enamel-dish': {
    svg:
      '<defs><linearGradient id="a" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fffdf6"/><stop offset="1" stop-color="#d9d3c2"/></linearGradient></defs>' +
      '<rect x="1" y="12" width="98" height="76" rx="16" fill="#24518c"/><rect x="3" y="14" width="94" height="72" rx="14" fill="url(#a)"/><rect x="8" y="19" width="84" height="62" rx="11" fill="#b9b2a0"/><rect x="9" y="20.5" width="83" height="61" rx="10" fill="#ece6d6"/>',
    food: [0.4, 0.29],
    shape: 'square',
  },
  'sheet-pan': {
    svg:
      '<defs><linearGradient id="a" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#c9cccf"/><stop offset=".5" stop-color="#9ea2a6"/><stop offset="1" stop-color="#7d8185"/></linearGradient></defs>' +
      '<rect x="1" y="10" width="98" height="80" rx="6" fill="url(#a)"/><rect x="4" y="13" width="92" height="74" rx="4" fill="#84888c"/><path d="M5 16L8 14L93 13L95 17L96 84L92 87L7 86L4 83Z" fill="#efe2c4"/><path d="M5 16L30 40M95 17L78 34M92 87L70 62" stroke="#d9c8a0" stroke-width=".8" opacity=".8"/>',
    food: [0.42, 0.33],
    shape: 'square',
  },
  'wooden-board': {
    svg:
      '<defs><linearGradient id="a" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#d9a566"/><stop offset=".5" stop-color="#c98f4e"/><stop offset="1" stop-color="#b27a3c"/></linearGradient></defs>' +
      '<circle cx="50" cy="50" r="48.5" fill="#8a5a2a"/><circle cx="49.6" cy="49.4" r="47.8" fill="url(#a)"/>' +
      [14, 24, 33, 41, 52, 60, 71, 82]
        .map(
          (y, i) =>
            `<path d="M${50 - Math.sqrt(47 ** 2 - (y - 50) ** 2)} ${y}Q${30 + i * 5} ${y + (i % 2 ? 3 : -3)} ${50 + Math.sqrt(47 ** 2 - (y - 50) ** 2)} ${y + 1}" stroke="#a26c34" stroke-width="${0.5 + (i % 3) * 0.3}" fill="none" opacity=".7"/>`,
        )
        .join(''),
    food: [0.42, 0.42],
    shape: 'round',
  },
};
