import type { MethodName } from '../text/methods.js';

/** Least and most ingredients of one role. */
export type Count = readonly [least: number, most: number];

/** A kind of dish: what it is called, served in, built on, made of and how it is cooked. */
export interface DishKind {
  readonly id: string;
  /** Words for the title, e.g. `noodle bowl`. */
  readonly names: readonly string[];
  readonly vessels: readonly VesselName[];
  /** Entities of `BASES`. */
  readonly bases: readonly string[];
  readonly method: MethodName;
  /** How far cooking changes colour and shape, 0 (raw) to 1. */
  readonly cooked: number;
  readonly proteins: Count;
  readonly vegetables: Count;
  readonly fruits: Count;
  readonly herbs: Count;
  readonly toppings: Count;
}

export type VesselName =
  | 'white-plate'
  | 'blue-rim-plate'
  | 'stoneware-plate'
  | 'terracotta-plate'
  | 'white-bowl'
  | 'blue-bowl'
  | 'dark-bowl'
  | 'wooden-bowl'
  | 'skillet'
  | 'enamel-dish'
  | 'sheet-pan'
  | 'wooden-board';

const PLATES = ['white-plate', 'blue-rim-plate', 'stoneware-plate', 'terracotta-plate'] as const;
const BOWLS = ['white-bowl', 'blue-bowl', 'dark-bowl'] as const;
const NO: Count = [0, 0];

const savoury = (
  id: string,
  kind: Pick<DishKind, 'names' | 'vessels' | 'bases' | 'method' | 'cooked'> & Partial<DishKind>,
): DishKind => ({
  id,
  proteins: [1, 1],
  vegetables: [2, 3],
  fruits: NO,
  herbs: [0, 1],
  toppings: [0, 1],
  ...kind,
});

const sweet = (
  id: string,
  kind: Pick<DishKind, 'names' | 'vessels' | 'bases' | 'method' | 'cooked'> & Partial<DishKind>,
): DishKind => ({
  id,
  proteins: NO,
  vegetables: NO,
  fruits: [2, 4],
  herbs: [0, 1],
  toppings: [0, 2],
  ...kind,
});

export const DISH_KINDS: readonly DishKind[] = [
  savoury('noodle_bowl', {
    names: ['noodle bowl', 'noodles', 'stir-fried noodles'],
    vessels: [...BOWLS, 'stoneware-plate'],
    bases: ['rice_noodles', 'udon_noodles', 'egg_noodles', 'soba_noodles', 'glass_noodles'],
    method: 'noodles',
    cooked: 0.45,
  }),
  savoury('noodle_soup', {
    names: ['noodle soup', 'noodles in broth'],
    vessels: BOWLS,
    bases: ['ramen_noodles_in_broth', 'pho_noodles_in_broth', 'noodles_in_miso_broth'],
    method: 'noodle-soup',
    cooked: 0.3,
  }),
  savoury('fried_rice', {
    names: ['fried rice', 'wok-fried rice'],
    vessels: [...PLATES, 'dark-bowl'],
    bases: ['egg-fried_rice', 'tomato_rice'],
    method: 'fried-rice',
    cooked: 0.55,
  }),
  savoury('rice_bowl', {
    names: ['rice bowl', 'bowl', 'donburi-style bowl'],
    vessels: BOWLS,
    bases: ['jasmine_rice', 'brown_rice', 'black_rice', 'basmati_rice'],
    method: 'bowl',
    cooked: 0.25,
    vegetables: [2, 4],
  }),
  savoury('curry', {
    names: ['curry', 'coconut curry', 'weeknight curry'],
    vessels: [...BOWLS, 'enamel-dish'],
    bases: [
      'red_curry_sauce',
      'yellow_curry_sauce',
      'green_curry_sauce',
      'tikka_masala_sauce',
      'spinach_sauce',
    ],
    method: 'curry',
    cooked: 0.6,
  }),
  savoury('soup', {
    names: ['soup', 'broth', 'potage'],
    vessels: BOWLS,
    bases: [
      'clear_broth',
      'tomato_broth',
      'pumpkin_purée',
      'green_pea_purée',
      'borscht_base',
      'creamy_chowder_base',
    ],
    method: 'soup',
    cooked: 0.45,
  }),
  savoury('stew', {
    names: ['stew', 'braise', 'one-pot stew'],
    vessels: ['enamel-dish', 'dark-bowl', 'skillet'],
    bases: ['beef_broth', 'tomato_broth'],
    method: 'stew',
    cooked: 0.85,
  }),
  savoury('salad', {
    names: ['salad', 'big salad', 'chopped salad'],
    vessels: [...PLATES, 'wooden-bowl'],
    bases: ['mixed_salad_leaves', 'red_leaf_lettuce'],
    method: 'salad',
    cooked: 0,
    vegetables: [2, 4],
    toppings: [1, 2],
  }),
  savoury('grain_salad', {
    names: ['grain salad', 'grain bowl', 'warm grain salad'],
    vessels: [...PLATES, 'wooden-bowl'],
    bases: ['couscous', 'quinoa', 'bulgur'],
    method: 'grain-salad',
    cooked: 0.15,
    toppings: [1, 2],
  }),
  savoury('pasta', {
    names: ['pasta', 'pasta bowl', 'weeknight pasta'],
    vessels: [...PLATES, 'white-bowl'],
    bases: [
      'spaghetti',
      'spaghetti_in_tomato_sauce',
      'linguine',
      'spinach_tagliatelle',
      'penne',
      'penne_in_tomato_sauce',
    ],
    method: 'pasta',
    cooked: 0.45,
    vegetables: [1, 3],
    toppings: [1, 1],
  }),
  savoury('risotto', {
    names: ['risotto', 'creamy risotto'],
    vessels: [...PLATES, 'white-bowl'],
    bases: ['arborio_rice'],
    method: 'risotto',
    cooked: 0.4,
    vegetables: [1, 3],
    toppings: [1, 1],
  }),
  savoury('pizza', {
    names: ['pizza', 'thin-crust pizza'],
    vessels: ['wooden-board', 'stoneware-plate', 'sheet-pan'],
    bases: ['pizza_dough_with_tomato_sauce', 'pizza_dough_with_crème_fraîche', 'pizza_dough_with_pesto'],
    method: 'pizza',
    cooked: 0.4,
    toppings: [1, 2],
  }),
  savoury('tacos', {
    names: ['tacos', 'soft tacos', 'tostadas'],
    vessels: ['wooden-board', ...PLATES],
    bases: ['corn_tortillas', 'flour_tortillas'],
    method: 'tacos',
    cooked: 0.3,
    toppings: [1, 1],
  }),
  savoury('stir_fry', {
    names: ['stir-fry', 'wok dish', 'sizzling stir-fry'],
    vessels: [...PLATES, 'skillet'],
    bases: ['sticky_glaze'],
    method: 'stir-fry',
    cooked: 0.6,
    vegetables: [3, 4],
  }),
  savoury('gratin', {
    names: ['gratin', 'bake', 'casserole'],
    vessels: ['enamel-dish', 'skillet'],
    bases: ['cheese_sauce'],
    method: 'bake',
    cooked: 0.7,
  }),
  savoury('frittata', {
    names: ['frittata', 'omelette', 'open omelette'],
    vessels: ['skillet', ...PLATES],
    bases: ['beaten_eggs'],
    method: 'frittata',
    cooked: 0.5,
  }),
  savoury('toast', {
    names: ['toast', 'open sandwich', 'tartine'],
    vessels: ['wooden-board', ...PLATES],
    bases: ['sourdough_bread', 'rye_bread'],
    method: 'toast',
    cooked: 0.1,
    vegetables: [1, 3],
    toppings: [1, 1],
  }),
  savoury('tray_bake', {
    names: ['tray bake', 'sheet-pan dinner', 'roast'],
    vessels: ['sheet-pan', 'enamel-dish'],
    bases: ['herb_oil'],
    method: 'roast',
    cooked: 0.8,
    vegetables: [3, 4],
  }),
  savoury('mash_plate', {
    names: ['plate', 'supper', 'dinner plate'],
    vessels: PLATES,
    bases: ['polenta', 'mashed_potatoes', 'hummus'],
    method: 'mash',
    cooked: 0.5,
  }),
  savoury('paella', {
    names: ['paella', 'pan rice'],
    vessels: ['skillet', 'enamel-dish'],
    bases: ['saffron_rice', 'tomato_rice'],
    method: 'paella',
    cooked: 0.5,
    proteins: [1, 2],
  }),
  sweet('smoothie_bowl', {
    names: ['smoothie bowl', 'breakfast bowl'],
    vessels: [...BOWLS, 'wooden-bowl'],
    bases: ['berry_smoothie', 'mango_smoothie', 'thick_yogurt'],
    method: 'smoothie',
    cooked: 0,
    toppings: [1, 2],
  }),
  sweet('porridge', {
    names: ['porridge', 'overnight oats', 'breakfast pot'],
    vessels: BOWLS,
    bases: ['rolled_oats', 'chia_pudding'],
    method: 'porridge',
    cooked: 0,
    toppings: [1, 1],
  }),
  sweet('pancakes', {
    names: ['pancakes', 'fluffy pancakes'],
    vessels: PLATES,
    bases: ['pancake_batter'],
    method: 'pancakes',
    cooked: 0.1,
  }),
  sweet('fruit_tart', {
    names: ['tart', 'fruit tart', 'galette'],
    vessels: [...PLATES, 'wooden-board'],
    bases: ['shortcrust_pastry_with_custard', 'shortcrust_pastry_with_chocolate_cream'],
    method: 'tart',
    cooked: 0.25,
  }),
];
