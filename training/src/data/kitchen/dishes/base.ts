import type { IngredientName } from '../pantry/ingredient.js';

/** How the base of a dish looks: which drawing, in which colours (light, middle, dark). */
export interface BaseLook {
  readonly drawing:
    | 'grains'
    | 'noodles'
    | 'tubes'
    | 'liquid'
    | 'noodle-soup'
    | 'greens'
    | 'mash'
    | 'pizza'
    | 'tortillas'
    | 'toast'
    | 'pancakes'
    | 'tart'
    | 'gratin'
    | 'glaze';
  readonly colours: readonly [string, string, string];
}

/** What lies under the visible ingredients: rice, noodles, broth, dough. */
export interface Base {
  /** Entity, joined by underscores. */
  readonly id: string;
  readonly names: readonly [IngredientName, ...IngredientName[]];
  /** Amount as written, one for each serving size. */
  readonly amounts: readonly [string, string, string];
  readonly look: BaseLook;
}

function base(
  names: string,
  amounts: readonly [string, string, string],
  [drawing, ...colours]: readonly [BaseLook['drawing'], string, string, string],
): Base {
  const [first = '', ...synonyms] = names.split(';').map((name) => name.trim());
  const same = (name: string): IngredientName => ({ one: name, many: name });
  return {
    id: first.replaceAll(' ', '_'),
    names: [same(first), ...synonyms.map(same)],
    amounts,
    look: { drawing, colours },
  };
}

const GRAMS = ['200 g', '300 g', '400 g'] as const;
const CUPS = ['1 cup', '1 1/2 cups', '2 cups'] as const;
const LITRES = ['3 cups', '1 litre', '6 cups'] as const;
const PIECES = ['4', '6', '8'] as const;

export const BASES: readonly Base[] = [
  base('rice noodles; rice vermicelli', GRAMS, ['noodles', '#fffdf4', '#f1ead6', '#cdbf9c']),
  base('udon noodles; udon', GRAMS, ['noodles', '#fff6df', '#f0dfb6', '#c9ae78']),
  base('egg noodles; chow mein noodles', GRAMS, ['noodles', '#ffe08a', '#eeb94a', '#b97f22']),
  base('soba noodles; buckwheat noodles', GRAMS, ['noodles', '#b89a7c', '#94755a', '#5e4632']),
  base('glass noodles; sweet potato noodles', GRAMS, ['noodles', '#d9c7a4', '#b39a72', '#7c6440']),
  base('spaghetti; thin spaghetti', GRAMS, ['noodles', '#ffe6a0', '#f0c566', '#bd8a30']),
  base('spaghetti in tomato sauce; spaghetti al pomodoro', GRAMS, [
    'noodles',
    '#ff9a5a',
    '#e2562c',
    '#96260f',
  ]),
  base('linguine; tagliatelle', GRAMS, ['noodles', '#fff0c0', '#f2d78e', '#c9a24e']),
  base('spinach tagliatelle; green tagliatelle', GRAMS, ['noodles', '#b9d27a', '#83a94a', '#4c722a']),
  base('penne; rigatoni', GRAMS, ['tubes', '#ffe6a4', '#efc365', '#b98732']),
  base('penne in tomato sauce; penne arrabbiata', GRAMS, ['tubes', '#ff9a6a', '#dd5530', '#8e2512']),
  base('jasmine rice; fragrant rice', CUPS, ['grains', '#ffffff', '#f3efe4', '#cfc8b4']),
  base('brown rice; wholegrain rice', CUPS, ['grains', '#dcbd8c', '#b8935f', '#7e5f36']),
  base('black rice; forbidden rice', CUPS, ['grains', '#5a4658', '#3a2b3c', '#1c141f']),
  base('basmati rice; long-grain rice', CUPS, ['grains', '#fffbe6', '#f0e6bd', '#c9bb84']),
  base('saffron rice; yellow rice', CUPS, ['grains', '#ffe14a', '#f2bd1c', '#b98407']),
  base('egg-fried rice; leftover rice', CUPS, ['grains', '#f7dfa0', '#dcb466', '#9c7631']),
  base('tomato rice; red rice', CUPS, ['grains', '#ff9f5c', '#dd6a2c', '#94390f']),
  base('arborio rice; risotto rice', CUPS, ['mash', '#fff8df', '#f0e2b4', '#cdb87c']),
  base('couscous; pearl couscous', CUPS, ['grains', '#ffeeb0', '#ebcb78', '#b3904a']),
  base('quinoa; white quinoa', CUPS, ['grains', '#f2e2c0', '#d8bd8c', '#957a4c']),
  base('bulgur; cracked wheat', CUPS, ['grains', '#d9ad70', '#b08344', '#6e4e22']),
  base('clear broth; light broth', LITRES, ['liquid', '#f7dc94', '#e0b452', '#a87a24']),
  base('tomato broth; tomato passata', LITRES, ['liquid', '#ff7a48', '#dd4520', '#96200c']),
  base('pumpkin purée; squash purée', LITRES, ['liquid', '#ffc04e', '#f2951f', '#b5640a']),
  base('green pea purée; pea purée', LITRES, ['liquid', '#bfdf78', '#8fbf44', '#587f1f']),
  base('creamy chowder base; cream soup base', LITRES, ['liquid', '#fffaf0', '#f3e6c8', '#cdb68a']),
  base('beef broth; brown broth', LITRES, ['liquid', '#b8743c', '#8a4c20', '#4f270d']),
  base('borscht base; beet broth', LITRES, ['liquid', '#d8407a', '#a51f55', '#620c30']),
  base('red curry sauce; red curry gravy', LITRES, ['liquid', '#ffa05e', '#e66b2c', '#a53b0e']),
  base('yellow curry sauce; yellow curry gravy', LITRES, ['liquid', '#ffd75a', '#eeb023', '#ad7608']),
  base('green curry sauce; green curry gravy', LITRES, ['liquid', '#cfe08e', '#9fbd52', '#667f26']),
  base('tikka masala sauce; masala gravy', LITRES, ['liquid', '#ff9152', '#d9591f', '#8f2f0a']),
  base('spinach sauce; palak purée', LITRES, ['liquid', '#7fa84c', '#4f7f2c', '#27490f']),
  base('ramen noodles in broth; ramen', PIECES, ['noodle-soup', '#ffe9a8', '#e0aa58', '#a0682a']),
  base('pho noodles in broth; flat rice noodles in broth', PIECES, [
    'noodle-soup',
    '#fffaf0',
    '#d9a860',
    '#9c6c2c',
  ]),
  base('noodles in miso broth; miso broth with noodles', PIECES, [
    'noodle-soup',
    '#fff0c4',
    '#c98f4c',
    '#865322',
  ]),
  base(
    'mixed salad leaves; spring mix',
    ['4 handfuls', '5 handfuls', '6 handfuls'],
    ['greens', '#a9d65c', '#6fae35', '#3c7a24'],
  ),
  base(
    'red leaf lettuce; lollo rosso',
    ['1 head', '1 large head', '2 heads'],
    ['greens', '#9bbf5a', '#8a4a58', '#5a2338'],
  ),
  base('polenta; cornmeal mush', CUPS, ['mash', '#ffe97a', '#f5cb3c', '#c9961a']),
  base('mashed potatoes; potato mash', CUPS, ['mash', '#fffbe4', '#f5e8b4', '#d4bd78']),
  base('hummus; chickpea purée', CUPS, ['mash', '#f5e3bc', '#e0c48c', '#b39257']),
  base('pizza dough with tomato sauce; red pizza base', PIECES, ['pizza', '#e9b66a', '#d8402a', '#ffe9a8']),
  base('pizza dough with crème fraîche; white pizza base', PIECES, [
    'pizza',
    '#e9b66a',
    '#fff4d8',
    '#f2d894',
  ]),
  base('pizza dough with pesto; green pizza base', PIECES, ['pizza', '#e9b66a', '#8aa84a', '#ffeeb0']),
  base('corn tortillas; maize tortillas', PIECES, ['tortillas', '#ffdf8c', '#efbf58', '#b57f24']),
  base('flour tortillas; wheat tortillas', PIECES, ['tortillas', '#fff6e0', '#f0dcb4', '#b98d54']),
  base(
    'sourdough bread; country bread',
    ['4 slices', '6 slices', '8 slices'],
    ['toast', '#f5dfae', '#dcae68', '#8a5524'],
  ),
  base(
    'rye bread; dark bread',
    ['4 slices', '6 slices', '8 slices'],
    ['toast', '#a87c54', '#855a36', '#4a2c16'],
  ),
  base('beaten eggs; egg mixture', PIECES, ['gratin', '#ffe884', '#f7c83c', '#c98a1c']),
  base('cheese sauce; béchamel', CUPS, ['gratin', '#fff0b4', '#f0c860', '#a8621c']),
  base(
    'sticky glaze; stir-fry sauce',
    ['4 tablespoons', '5 tablespoons', '6 tablespoons'],
    ['glaze', '#a8602c', '#7a3c14', '#4a2008'],
  ),
  base(
    'herb oil; green herb dressing',
    ['4 tablespoons', '5 tablespoons', '6 tablespoons'],
    ['glaze', '#c9d67a', '#96ab3c', '#5f7420'],
  ),
  base('thick yogurt; skyr', CUPS, ['liquid', '#ffffff', '#f7f4ee', '#d8d2c6']),
  base('berry smoothie; açaí purée', CUPS, ['liquid', '#a8589c', '#7c2f72', '#4a1444']),
  base('mango smoothie; mango purée', CUPS, ['liquid', '#ffd862', '#ffb52c', '#d0820c']),
  base('rolled oats; porridge oats', CUPS, ['mash', '#f2e3c4', '#dcc59c', '#a98d60']),
  base('chia pudding; chia seeds', CUPS, ['mash', '#d8d2cc', '#b5aca6', '#7a706c']),
  base('pancake batter; buttermilk batter', CUPS, ['pancakes', '#f7cf86', '#d9963c', '#8f5518']),
  base(
    'shortcrust pastry with custard; tart shell with custard',
    ['1', '1', '1'],
    ['tart', '#ffe89a', '#d9a04a', '#8f5c1c'],
  ),
  base(
    'shortcrust pastry with chocolate cream; tart shell with chocolate cream',
    ['1', '1', '1'],
    ['tart', '#6a3c22', '#d9a04a', '#8f5c1c'],
  ),
];
