import type { Random } from '@seje/core';
import type { BaseLook } from '../dishes/base.js';
import { gratin, pancakes, pizza, tart, toast, tortillas } from './baked-base-art.js';
import { type BaseDrawing, DISC, inDisc, mound, n } from './base-drawing.js';

const grains: BaseDrawing = ([light, middle, dark], random) => {
  const parts = [mound(middle, dark, random)];
  for (let i = 0; i < 900; i++) {
    const [x, y] = inDisc(random, DISC - 3);
    const fill = [dark, middle, light, light][Math.floor((i / 900) * 3 + random.float())] ?? light;
    parts.push(
      `<ellipse cx="${n(x)}" cy="${n(y)}" rx="4.6" ry="1.9" fill="${fill}" transform="rotate(${random.int(180)} ${n(x)} ${n(y)})"/>`,
    );
  }
  return parts.join('');
};

function strands([light, middle, dark]: BaseLook['colours'], random: Random): string {
  const parts: string[] = [];
  for (let i = 0; i < 120; i++) {
    const [x, y] = inDisc(random, DISC - 26);
    const angle = random.between(0, 360);
    const bend = random.between(14, 46) * (random.float() < 0.5 ? -1 : 1);
    const length = random.between(22, 40);
    const path = `M${-length} 0Q${n(-length / 3)} ${n(bend)} 0 ${n(bend / 2)}T${length} 0`;
    const at = `transform="translate(${n(x)} ${n(y)}) rotate(${n(angle)})" fill="none" stroke-linecap="round"`;
    parts.push(
      `<path d="${path}" ${at} stroke="${dark}" stroke-width="6.4"/><path d="${path}" ${at} stroke="${i % 3 ? middle : light}" stroke-width="4.6"/>` +
        `<path d="${path}" ${at} stroke="${light}" stroke-width="1.4"/>`,
    );
  }
  return parts.join('');
}

const noodles: BaseDrawing = (colours, random) =>
  mound(colours[2], colours[2], random) + strands(colours, random);

const tubes: BaseDrawing = ([light, middle, dark], random) => {
  const parts = [mound(middle, dark, random)];
  for (let i = 0; i < 95; i++) {
    const [x, y] = inDisc(random, DISC - 14);
    parts.push(
      `<g transform="translate(${n(x)} ${n(y)}) rotate(${random.int(360)})"><path d="M-17 -6L15 -6L19 6L-13 6Z" fill="${i % 2 ? middle : light}" stroke="${dark}" stroke-width="1.6" stroke-linejoin="round"/>` +
        `<ellipse cx="-15" cy="0" rx="3" ry="5.6" fill="${dark}" transform="rotate(-14 -15 0)"/><path d="M-8 -2H13M-6 2H14" stroke="#fff" stroke-width="1" opacity=".5"/></g>`,
    );
  }
  return parts.join('');
};

const liquid: BaseDrawing = ([light, middle, dark], random) => {
  const parts = [
    `<defs><radialGradient id="l" cx=".45" cy=".42" r=".6"><stop offset="0" stop-color="${light}"/><stop offset=".55" stop-color="${middle}"/><stop offset="1" stop-color="${dark}"/></radialGradient></defs>` +
      `<circle cx="100" cy="100" r="98" fill="url(#l)"/>`,
  ];
  for (let i = 0; i < 6; i++) {
    const [x, y] = inDisc(random, 60);
    const turn = random.int(360);
    parts.push(
      `<path d="M-50 0Q-20 ${n(random.between(-30, 30))} 0 0T50 ${n(random.between(-20, 20))}" stroke="${light}" stroke-width="${n(random.between(2, 7))}" fill="none" opacity=".4" stroke-linecap="round" transform="translate(${n(x)} ${n(y)}) rotate(${turn})"/>`,
    );
  }
  for (let i = 0; i < 45; i++) {
    const [x, y] = inDisc(random, 90);
    const r = random.between(0.8, 4.2);
    parts.push(
      `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="${i % 2 ? light : dark}" opacity=".35"/><circle cx="${n(x - r / 3)}" cy="${n(y - r / 3)}" r="${n(r / 3)}" fill="#fff" opacity=".6"/>`,
    );
  }
  parts.push(
    '<path d="M30 66A80 80 0 0 1 76 26" stroke="#fff" stroke-width="6" fill="none" opacity=".4" stroke-linecap="round"/>',
  );
  return parts.join('');
};

const noodleSoup: BaseDrawing = ([light, middle, dark], random) =>
  liquid([middle, middle, dark], random) +
  `<g transform="translate(22 24) scale(.78)" opacity=".93">${strands([light, light, dark], random)}</g>`;

const greens: BaseDrawing = ([light, middle, dark], random) => {
  const parts: string[] = [`<circle cx="100" cy="100" r="84" fill="${dark}"/>`];
  for (let i = 0; i < 85; i++) {
    const [x, y] = inDisc(random, DISC - 14 - (i / 85) * 24);
    const fill = [dark, middle, light][Math.min(2, Math.floor((i / 85) * 2 + random.float()))] ?? middle;
    const size = random.between(0.75, 1.25);
    parts.push(
      `<g transform="translate(${n(x)} ${n(y)}) rotate(${random.int(360)}) scale(${n(size)})"><path d="M0 24C-8 20 -18 16 -13 8C-22 4 -18 -8 -10 -7C-12 -18 0 -24 4 -15C14 -20 18 -6 12 -3C22 2 16 14 9 12C10 20 4 24 0 24Z" fill="${fill}" stroke="${dark}" stroke-width=".8"/>` +
        `<path d="M0 22Q2 4 1 -14M1 8L-8 0M1 6L9 -2" stroke="#f2f8d4" stroke-width="1.5" opacity=".7" fill="none"/></g>`,
    );
  }
  return parts.join('');
};

const mash: BaseDrawing = ([light, middle, dark], random) => {
  const parts = [mound(light, dark, random)];
  for (let i = 0; i < 34; i++) {
    const [x, y] = inDisc(random, 80);
    const r = random.between(8, 26);
    parts.push(
      `<path d="M${-r} 0A${n(r)} ${n(r * 0.7)} 0 0 1 ${n(r)} 0" stroke="${i % 2 ? dark : middle}" stroke-width="${n(random.between(1.5, 5))}" fill="none" opacity=".5" stroke-linecap="round" transform="translate(${n(x)} ${n(y)}) rotate(${random.int(360)})"/>`,
    );
  }
  for (let i = 0; i < 160; i++) {
    const [x, y] = inDisc(random, 92);
    parts.push(
      `<ellipse cx="${n(x)}" cy="${n(y)}" rx="2.6" ry="1.7" fill="${i % 3 ? light : middle}" opacity=".8" transform="rotate(${random.int(180)} ${n(x)} ${n(y)})"/>`,
    );
  }
  return parts.join('');
};

function puddle([light, middle, dark]: BaseLook['colours'], random: Random): string {
  const lobes = Array.from({ length: 9 }, () => {
    const [x, y] = inDisc(random, 58);
    return [x, y, random.between(14, 36)] as const;
  });
  const disc = ([x, y, r]: readonly [number, number, number], grow: number): string =>
    `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(r + grow)}" ry="${n(r * 0.7 + grow)}"/>`;
  const layer = (fill: string, grow: number): string =>
    `<g fill="${fill}">${lobes.map((lobe) => disc(lobe, grow)).join('')}</g>`;
  return (
    layer(dark, 1.5) +
    layer(middle, -0.5) +
    lobes
      .slice(0, 5)
      .map(
        ([x, y, r]) =>
          `<ellipse cx="${n(x - r * 0.25)}" cy="${n(y - r * 0.25)}" rx="${n(r * 0.5)}" ry="${n(r * 0.22)}" fill="${light}" opacity=".55" transform="rotate(-30 ${n(x)} ${n(y)})"/>`,
      )
      .join('')
  );
}

const glaze: BaseDrawing = (colours, random) => `<g opacity=".68">${puddle(colours, random)}</g>`;

export const BASE_DRAWINGS: Readonly<Record<BaseLook['drawing'], BaseDrawing>> = {
  grains,
  noodles,
  tubes,
  liquid,
  'noodle-soup': noodleSoup,
  greens,
  mash,
  pizza,
  tortillas,
  toast,
  pancakes,
  tart,
  gratin,
  glaze,
};
