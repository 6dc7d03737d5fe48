import { ball, cube, flake, heap, kernel, lumps, roundSlice, strip } from './shapes.js';

const citrus = (rim: string, flesh: string, wedge: string): string =>
  roundSlice({ rim, flesh, dark: flesh, wedges: { colour: wedge, count: 8 } });

const olive = (light: string, dark: string, hole: string): string =>
  `${ball(light, dark)}<circle cx="54" cy="52" r="15" fill="${hole}"/>`;

/** Drawn cheese, nuts, olives, fruit and toppings: sprite name -> SVG body. */
export const GARNISH_ART: Readonly<Record<string, () => string>> = {
  'feta-cube': () => cube(['#ffffff', '#ecebe2', '#d6d4c6'], '#d9d7c9'),
  'mozzarella-slice': () => roundSlice({ rim: '#ece7d6', flesh: '#fffef8', dark: '#f2eddc' }),
  'mozzarella-pearl': () => ball('#ffffff', '#d8d2bd'),
  'parmesan-flake': () => flake('#fbeab0', '#e8c868', '#d3ad48'),
  'blue-cheese': () => cube(['#f7f4e2', '#e3dfc6', '#cfcaae'], '#4d6f8c'),
  'goat-cheese': () => lumps('#ffffff', '#e4e0d3', { count: 5 }),
  'cheddar-shred': () => strip('#ffb53a', '#e08a10', { width: 12 }),
  ricotta: () => lumps('#fffef6', '#ebe5d2', { count: 6 }),
  'black-olive': () => olive('#4f4452', '#17111a', '#3a2a30'),
  'green-olive': () => olive('#b5c24a', '#6f7f1e', '#d8432c'),
  caper: () => heap('capers', ['#9aa84a', '#4f5c1e'], { count: 5, radius: 14 }),
  'lemon-slice': () => citrus('#f2c810', '#fff3a8', '#ffe24a'),
  'lime-slice': () => citrus('#4a9a22', '#e8f5b8', '#b6de5a'),
  'orange-slice': () => citrus('#f08a0c', '#ffdc9a', '#ffab3a'),
  cashew: () => kernel('#f5ddae', '#c99a58', true),
  almond: () => kernel('#c98a50', '#84502a'),
  walnut: () => lumps('#cfa06a', '#8a5c30', { count: 6 }),
  pistachio: () => kernel('#b9d06a', '#74903a'),
  'pine-nuts': () => heap('pine-nuts', ['#fdf0cc', '#d6b06c'], { count: 9, radius: 7, long: 1.9 }),
  'sesame-seeds': () => heap('sesame', ['#fffbe8', '#e0cd98'], { count: 20, radius: 4.5, long: 1.6 }),
  'black-sesame': () => heap('black-sesame', ['#4a4448', '#151114'], { count: 20, radius: 4.5, long: 1.6 }),
  'pomegranate-seeds': () =>
    heap('pomegranate', ['#f2486a', '#97102f'], { count: 9, radius: 12, long: 1.15 }),
  raisins: () => heap('raisins', ['#7a4a3c', '#331812'], { count: 7, radius: 12, long: 1.25 }),
  raspberry: () => lumps('#f0607c', '#b01a3c', { count: 8 }),
  blueberry: () =>
    `${ball('#7f93d6', '#2c3a78')}<path d="M50 36l5 8 9 1-6 7 1 9-9-4-9 4 1-9-6-7 9-1z" fill="#26306a"/>`,
  blackberry: () => lumps('#5c4a78', '#241a38', { count: 8 }),
  cranberries: () => heap('cranberries', ['#d8304a', '#7c0f20'], { count: 6, radius: 14 }),
  'strawberry-half': () =>
    '<path d="M50 96C20 84 6 44 20 22C32 8 68 8 80 22C94 44 80 84 50 96Z" fill="#e0202e"/><path d="M50 86C28 74 18 44 29 29C38 20 62 20 71 29C82 44 72 74 50 86Z" fill="#ff8a86"/><path d="M50 76C42 62 42 42 50 32C58 42 58 62 50 76Z" fill="#ffe3dc"/>',
  'banana-slice': () =>
    roundSlice({
      rim: '#f0dc9a',
      flesh: '#fff7d6',
      dark: '#f7e6ae',
      seeds: { colour: '#a8874a', count: 6, radius: 11 },
    }),
  'peach-slice': () => strip('#ffb866', '#e8732c', { width: 34 }),
  'apple-slice': () =>
    '<path d="M8 44C30 -4 76 0 94 40C72 62 30 64 8 44Z" fill="#d8242c" transform="translate(0 14)"/><path d="M12 44C30 14 74 14 90 40C70 56 32 58 12 44Z" fill="#fdf2cc" transform="translate(0 18)"/>',
  'pear-slice': () =>
    '<path d="M50 4C64 6 62 30 74 48C90 74 74 97 50 97C26 97 10 74 26 48C38 30 36 6 50 4Z" fill="#b9c93c"/><path d="M50 14C58 16 56 36 66 52C80 74 68 89 50 89C32 89 20 74 34 52C44 36 42 16 50 14Z" fill="#fbf7d4"/><ellipse cx="50" cy="68" rx="7" ry="10" fill="#d9cf9a"/>',
  'mango-cube': () => cube(['#ffc93a', '#f5a21c', '#d98410']),
  'pineapple-chunk': () => cube(['#fff07a', '#f2cf3a', '#dcb01e'], '#d9a81c'),
  'fig-half': () =>
    roundSlice({
      rim: '#4a2450',
      flesh: '#f08a8a',
      dark: '#c94a5c',
      core: '#e05a6a',
      seeds: { colour: '#ffe3b0', count: 14, radius: 24 },
    }),
  'chocolate-chunk': () => cube(['#7a4a2c', '#5a321a', '#3f2010']),
  'coconut-flake': () => flake('#ffffff', '#efe9dc', '#c9a87a'),
  crouton: () => cube(['#e6b566', '#c98f3c', '#a86f24'], '#8f5a1c'),
  'tortilla-chip': () =>
    '<path d="M50 6Q56 4 96 86Q94 94 86 93L14 93Q6 93 6 86Z" fill="#f0b84a" stroke="#c98a24" stroke-width="4"/><circle cx="46" cy="60" r="5" fill="#c07a18" opacity=".6"/><circle cx="62" cy="74" r="4" fill="#c07a18" opacity=".6"/><circle cx="36" cy="78" r="3" fill="#c07a18" opacity=".5"/>',
  kimchi: () => strip('#f0784a', '#b8321c', { width: 40, marks: '#f7d9a8' }),
  'pickled-ginger': () => flake('#ffd0d0', '#f59aa8', '#e07a8c'),
  granola: () => heap('granola', ['#d9a25c', '#8f5f28'], { count: 14, radius: 10 }),
  'crispy-onion': () => heap('crispy-onion', ['#c98a3c', '#7a4718'], { count: 11, radius: 6, long: 2.6 }),
  'edible-flower': () =>
    [0, 72, 144, 216, 288]
      .map((a) => `<ellipse cx="50" cy="24" rx="17" ry="23" fill="#9a5cd0" transform="rotate(${a} 50 50)"/>`)
      .join('') + '<circle cx="50" cy="50" r="13" fill="#ffd23a"/>',
};
