import { ball, cube, fillet, heap, lumps, roundSlice, strip } from './shapes.js';

const egg = (yolk: string, white: string): string =>
  `<ellipse cx="50" cy="50" rx="40" ry="47" fill="${white}" stroke="#e6dcc3" stroke-width="3"/><circle cx="50" cy="54" r="23" fill="${yolk}"/><ellipse cx="42" cy="46" rx="9" ry="6" fill="#fff" opacity=".5"/>`;

const shell = (outer: string, inner: string, meat: string): string =>
  `<path d="M50 96C8 92 0 44 18 20C34 2 66 2 82 20C100 44 92 92 50 96Z" fill="${outer}"/>` +
  `<path d="M50 90C16 86 10 46 25 27C38 12 62 12 75 27C90 46 84 86 50 90Z" fill="${inner}"/>` +
  `<path d="M50 78C30 74 28 50 38 40C46 33 60 34 66 42C74 54 70 74 50 78Z" fill="${meat}"/>` +
  `<path d="M42 52Q52 44 60 56" stroke="#fff" stroke-width="3" fill="none" opacity=".5"/>`;

const salami = (rim: string, flesh: string, fat: string): string =>
  roundSlice({ rim, flesh, dark: rim, seeds: { colour: fat, count: 8, radius: 28 } }) +
  `<circle cx="44" cy="54" r="4" fill="${fat}"/><circle cx="58" cy="45" r="3.5" fill="${fat}"/><circle cx="52" cy="62" r="3" fill="${fat}"/>`;

/** Drawn pieces of meat, fish, eggs, pulses and other proteins: sprite name -> SVG body. */
export const PROTEIN_ART: Readonly<Record<string, () => string>> = {
  'chicken-strip': () => strip('#e9bf84', '#b87f42', { width: 34, marks: '#7a4a1f' }),
  'chicken-breast': () => fillet('#f0cf98', '#c48a48', { bands: '#7c4a1e' }),
  'beef-strip': () => strip('#8a4a32', '#4f2418', { width: 34, marks: '#2d120c' }),
  'beef-cube': () => cube(['#8f4d35', '#6b3422', '#4a2216'], '#b87a5c'),
  'lamb-cube': () => cube(['#a8604a', '#82432f', '#5e2d1f'], '#d9a088'),
  'steak-slice': () =>
    '<path d="M8 40C20 14 80 10 94 36C98 60 88 84 60 88C30 92 6 74 8 40Z" fill="#4a2216"/><path d="M16 42C28 22 76 18 87 38C90 58 80 76 58 79C34 82 14 68 16 42Z" fill="#c4455a"/><path d="M30 46C40 36 66 34 74 44" stroke="#e88a98" stroke-width="6" fill="none" stroke-linecap="round"/>',
  'pork-belly': () =>
    '<rect x="6" y="22" width="88" height="56" rx="12" fill="#b8744f"/><rect x="6" y="34" width="88" height="10" fill="#f4d9bd"/><rect x="6" y="54" width="88" height="9" fill="#f4d9bd"/><rect x="6" y="22" width="88" height="9" rx="5" fill="#8a4526"/>',
  'ground-meat': () => heap('mince', ['#a8683f', '#6a3a20'], { count: 16, radius: 11 }),
  meatball: () =>
    ball('#a8643c', '#5a2c16') +
    '<circle cx="36" cy="60" r="4" fill="#3c1a0c" opacity=".5"/><circle cx="62" cy="40" r="3" fill="#d9a070" opacity=".7"/><circle cx="60" cy="68" r="4" fill="#3c1a0c" opacity=".4"/>',
  'sausage-slice': () => salami('#a34a2c', '#cf7a50', '#f0b890'),
  'chorizo-slice': () => salami('#8a1c10', '#c93c20', '#f5b08a'),
  pepperoni: () => salami('#a8190f', '#d8392a', '#f2836a'),
  'ham-strip': () => strip('#f7b3b0', '#d98284', { width: 24 }),
  prosciutto: () =>
    '<path d="M8 58C14 24 34 40 44 20C56 4 70 28 88 24C98 40 84 50 90 66C76 90 60 68 46 84C30 96 10 82 8 58Z" fill="#d9606a"/><path d="M16 60C28 40 44 50 52 34C62 22 74 34 86 32M22 76C36 62 50 70 60 58C72 52 80 60 88 60" stroke="#f9cfc8" stroke-width="6" fill="none" stroke-linecap="round"/>',
  'salmon-fillet': () => fillet('#ffa07a', '#ee6c42', { bands: '#ffd3bd', skin: '#8c8c92' }),
  'tuna-cube': () => cube(['#d9455c', '#b02a44', '#8a1c34']),
  'cod-fillet': () => fillet('#fffaf0', '#e3d5b8', { bands: '#d2bf98' }),
  scallop: () => roundSlice({ rim: '#c98a3c', flesh: '#fff2d4', dark: '#f0cf94' }),
  mussel: () => shell('#1f2438', '#5b6580', '#f0913c'),
  clam: () => shell('#b09a80', '#f4ead8', '#e6b98a'),
  'calamari-ring': () =>
    '<circle cx="50" cy="50" r="36" fill="none" stroke="#d9b48a" stroke-width="25"/><circle cx="50" cy="49" r="36" fill="none" stroke="#fbe9d4" stroke-width="18"/>',
  anchovy: () => strip('#9a7a66', '#5c4438', { width: 13 }),
  'tofu-cube': () => cube(['#fff8e3', '#eeddb2', '#d9c48f']),
  'fried-tofu': () => cube(['#e9b65c', '#c98a30', '#a86d20'], '#8a5518'),
  tempeh: () => cube(['#e3c48c', '#b98f52', '#99703a'], '#fff3d6'),
  'paneer-cube': () => cube(['#fffdf2', '#f0e6c4', '#e0cf9c'], '#d99a3c'),
  halloumi: () => fillet('#fbeec0', '#e6c678', { bands: '#8f5a1c' }),
  'boiled-egg-half': () => egg('#f9b023', '#fffdf5'),
  'soft-egg-half': () => egg('#f5821f', '#f3dfc0'),
  'fried-egg': () =>
    '<path d="M50 4C72 2 78 20 90 30C102 46 92 64 82 74C70 96 44 98 28 90C8 84 2 62 8 44C10 24 28 8 50 4Z" fill="#fffdf6" stroke="#e8d5a8" stroke-width="3"/><circle cx="50" cy="48" r="22" fill="#ffb51c"/><ellipse cx="43" cy="41" rx="8" ry="5" fill="#fff" opacity=".65"/>',
  chickpeas: () => heap('chickpeas', ['#f5d896', '#c4974a'], { count: 8, radius: 14 }),
  'black-beans': () => heap('black-beans', ['#5a4a50', '#1c1418'], { count: 8, radius: 11, long: 1.5 }),
  'kidney-beans': () => heap('kidney-beans', ['#a83a34', '#5c1512'], { count: 7, radius: 12, long: 1.55 }),
  'white-beans': () => heap('white-beans', ['#fffaf0', '#d9c8a8'], { count: 7, radius: 12, long: 1.5 }),
  lentils: () => heap('lentils', ['#a8864c', '#664a22'], { count: 18, radius: 9 }),
  seitan: () => strip('#c48a58', '#7d4c28', { width: 38, marks: '#573016' }),
  'chicken-curry-piece': () => lumps('#e6ad62', '#a86a28', { count: 5 }),
};
