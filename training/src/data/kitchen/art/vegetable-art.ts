import { bunch, leaf, sprig } from './leaf-shapes.js';
import { ball, cube, heap, lumps, rings, roundSlice, stick, strip } from './shapes.js';

/** Drawn pieces of vegetables and herbs: sprite name -> SVG body in a 100 x 100 view box. */
export const VEGETABLE_ART: Readonly<Record<string, () => string>> = {
  'tomato-slice': () =>
    roundSlice({
      rim: '#c9230f',
      flesh: '#f0563a',
      dark: '#d8351d',
      wedges: { colour: '#f9a25c', count: 5 },
    }),
  'cherry-tomato-half': () =>
    roundSlice({
      rim: '#d4150f',
      flesh: '#f5624a',
      dark: '#e03320',
      wedges: { colour: '#fbc172', count: 2 },
    }),
  'cherry-tomato': () => ball('#ff7458', '#b8140c'),
  'sun-dried-tomato': () => strip('#b2321f', '#741a10', { width: 36, marks: '#4d0d08' }),
  'cucumber-slice': () =>
    roundSlice({
      rim: '#2f7a2c',
      flesh: '#e6f5c4',
      dark: '#bfe08c',
      seeds: { colour: '#93bf5c', count: 9, radius: 22 },
    }),
  'zucchini-slice': () =>
    roundSlice({
      rim: '#3d7d2b',
      flesh: '#f4f3b8',
      dark: '#d9dc83',
      core: '#eef0c0',
      seeds: { colour: '#c6c46a', count: 7, radius: 16 },
    }),
  'eggplant-slice': () =>
    roundSlice({
      rim: '#4b1a5c',
      flesh: '#efe3bd',
      dark: '#cbb27c',
      seeds: { colour: '#9c7b45', count: 12, radius: 26 },
    }),
  'radish-slice': () => roundSlice({ rim: '#e0245e', flesh: '#ffffff', dark: '#f3dfe6', core: '#fdf3f6' }),
  'beet-slice': () => roundSlice({ rim: '#5b0f35', flesh: '#a81d5c', dark: '#7c1245', core: '#c53c78' }),
  'carrot-coin': () => roundSlice({ rim: '#e0690f', flesh: '#ff9a3c', dark: '#f27f1d', core: '#ffb45e' }),
  'carrot-baton': () => stick('#ffa54a', '#e0660c', { width: 18 }),
  'potato-slice': () => roundSlice({ rim: '#b98a4a', flesh: '#fbeaa8', dark: '#e9cc74' }),
  'potato-wedge': () => cube(['#fbe39a', '#e3b95c', '#c9963c']),
  'sweet-potato-cube': () => cube(['#ffa54f', '#ee7f22', '#cf6410']),
  'pumpkin-cube': () => cube(['#ffc04a', '#f0971d', '#c9710c']),
  'lotus-slice': () =>
    roundSlice({
      rim: '#b98f5f',
      flesh: '#f8ecd4',
      dark: '#e8d3ac',
      seeds: { colour: '#7a5530', count: 8, radius: 27 },
      hole: '#8a6338',
    }),
  'onion-rings': () => rings(['#f2e6c9', '#f9f2de', '#efe2bd']),
  'red-onion-rings': () => rings(['#8e2a6d', '#c977ad', '#e9c3de']),
  'leek-rings': () => rings(['#6fa53a', '#b9d67e', '#ecf3c6', '#f8f9e2']),
  'scallion-rings': () => rings(['#2f8d36', '#8fcb6a']),
  'red-pepper-strip': () => strip('#ef3b2d', '#a8150f'),
  'yellow-pepper-strip': () => strip('#ffd23a', '#d99a08'),
  'green-pepper-strip': () => strip('#6fbf3f', '#2f7a22'),
  'chili-slice': () =>
    roundSlice({
      rim: '#c5150c',
      flesh: '#ff6a4d',
      dark: '#e23a22',
      seeds: { colour: '#ffe9a8', count: 6, radius: 15 },
    }),
  'jalapeno-slice': () =>
    roundSlice({
      rim: '#2d6e1e',
      flesh: '#c8e89a',
      dark: '#9ccf65',
      seeds: { colour: '#fdf6d0', count: 6, radius: 18 },
    }),
  'mushroom-slice': () =>
    '<path d="M10 48C8 12 92 12 90 48C88 62 70 56 62 58L64 90Q50 98 36 90L38 58C30 56 12 62 10 48Z" fill="#efe2cc" stroke="#a98460" stroke-width="5" stroke-linejoin="round"/><path d="M24 48Q50 32 76 48Q62 56 50 54Q38 56 24 48Z" fill="#8b6a4c" opacity=".75"/>',
  shiitake: () =>
    '<circle cx="50" cy="50" r="46" fill="#6b3f22"/><circle cx="47" cy="46" r="40" fill="#8a5630"/><path d="M50 22V78M24 50H76M31 31L69 69M69 31L31 69" stroke="#e3c49a" stroke-width="6" stroke-linecap="round"/>',
  cauliflower: () => lumps('#fffdf0', '#e2d9b4', { stem: '#d5e2a2' }),
  'broccoli-floret': () => lumps('#5fae43', '#2a6b24', { stem: '#a8cf74' }),
  'brussels-sprout': () =>
    '<circle cx="50" cy="50" r="46" fill="#4d8f2c"/><path d="M50 96C14 70 16 26 50 6C84 26 86 70 50 96Z" fill="#d9ecA4"/><path d="M50 92V18M50 78L30 56M50 78L70 56M50 58L33 38M50 58L67 38" stroke="#7fb04a" stroke-width="5" fill="none"/>',
  asparagus: () => stick('#8cc152', '#3d7d2b', { width: 13, tip: '#5d8f3c' }),
  'green-bean': () => stick('#7cc04a', '#35781f', { width: 11 }),
  'baby-corn': () => stick('#fff08a', '#e0b52c', { width: 20, tip: '#f5d860' }),
  'celery-slice': () => strip('#cfe79a', '#7fb04a', { width: 30 }),
  'okra-slice': () =>
    roundSlice({
      rim: '#3f7d2a',
      flesh: '#d4ebaa',
      dark: '#a5cf72',
      seeds: { colour: '#ffffff', count: 5, radius: 21 },
    }),
  'bamboo-shoot': () => stick('#fbf0c0', '#d9bd6f', { width: 26 }),
  artichoke: () =>
    '<path d="M50 96C16 90 10 44 50 4C90 44 84 90 50 96Z" fill="#8aa552"/><path d="M50 96C30 80 28 50 50 26C72 50 70 80 50 96Z" fill="#dfe3ac"/><path d="M14 60Q34 66 50 96Q66 66 86 60M22 38Q40 50 50 74Q60 50 78 38" fill="none" stroke="#5f7a35" stroke-width="4"/>',
  'corn-kernels': () => heap('corn', ['#ffe95c', '#e9a80c'], { count: 12, radius: 11 }),
  'green-peas': () => heap('peas', ['#9be15a', '#3f9424'], { count: 9, radius: 14 }),
  edamame: () => heap('edamame', ['#c3e88a', '#6fae35'], { count: 7, radius: 12, long: 1.5 }),
  'spinach-leaf': () => leaf('#4d9a3a', '#1f5f25', { width: 0.68, vein: '#9bd07a' }),
  'basil-leaf': () => leaf('#66c244', '#2b8a2c', { width: 0.62, vein: '#b9ec92' }),
  'mint-leaf': () => leaf('#7bd88f', '#2b9a5b', { width: 0.5, vein: '#d2f7d8' }),
  'sage-leaf': () => leaf('#b7c9a1', '#7d9a76', { width: 0.4, vein: '#e7f0dc' }),
  'arugula-leaf': () => bunch('#5fae40', '#2f7a28', 2),
  'cilantro-sprig': () => bunch('#8ad458', '#4a9a2e', 3),
  'parsley-sprig': () => bunch('#3f9a48', '#1a5f2a', 5),
  'rosemary-sprig': () => sprig('needle', '#6f9a72', '#3c6b4c'),
  'dill-sprig': () => sprig('frond', '#8bc34a', '#558b2f'),
  'bok-choy': () =>
    '<path d="M50 98C34 96 30 70 42 48L58 48C70 70 66 96 50 98Z" fill="#f3f8dc" stroke="#c6d99a" stroke-width="2"/><path d="M42 52C6 52 6 12 34 6C46 2 54 2 66 6C94 12 94 52 58 52Z" fill="#3f8f35"/><path d="M50 96V10M50 44L30 24M50 44L70 24" stroke="#d9edb4" stroke-width="4" fill="none"/>',
  'cabbage-shred': () => strip('#ecf5c8', '#a9cf78', { width: 12 }),
  'red-cabbage-shred': () => strip('#b65aa8', '#6f2a78', { width: 12 }),
  'kale-leaf': () =>
    '<path d="M50 98L48 80C30 88 22 78 28 70C12 72 8 58 20 52C6 44 14 30 26 34C20 18 36 10 44 20C46 4 58 4 58 20C68 10 82 18 76 34C90 30 94 46 80 52C92 60 86 72 72 70C78 80 66 88 54 80L54 98Z" fill="#2f6b3a"/><path d="M51 96V24M51 66L32 54M51 66L70 54M51 44L36 32M51 44L66 32" stroke="#a7cf9a" stroke-width="4" fill="none"/>',
  'nori-strip': () =>
    '<rect x="20" y="6" width="60" height="88" rx="4" fill="#1d3a2a"/><path d="M28 14V86M40 12V88M54 10V90M68 12V86" stroke="#335a42" stroke-width="3"/>',
};
