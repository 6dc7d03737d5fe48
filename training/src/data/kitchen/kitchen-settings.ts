import { z } from 'zod';

const share = z.number().min(0).max(1);
const range = z.tuple([z.number(), z.number()]);

/**
 * Every knob of the synthetic kitchen; docs/kitchen.md tells what each does to retrieval.
 * A share is 0..1, a range is [least, most].
 */
export const kitchenSettingsSchema = z.strictObject({
  dishes: z.strictObject({
    /** Cuisines cooked, the first ones of the list. Fewer cuisines: fewer ingredients, each seen more often. */
    cuisines: z.int().positive(),
    /** Ways in which an ingredient may be prepared, the first ones of its list; each has a look of its own. */
    forms: z.int().positive(),
    /** Vegetables or fruits more than the kind of dish asks for. More make dishes easier to tell apart. */
    generosity: z.int().nonnegative(),
    /** Dish families: recipes of one share base, vessel and all ingredients but `swaps`. 0: no families. */
    families: z.int().nonnegative(),
    /** Visible ingredients in which a recipe differs from its family. */
    swaps: range,
    /** Seasonings and other ingredients that are never seen. */
    invisible: range,
    /** Share of ingredients written with a synonym. */
    synonyms: share,
    /** Share of recipes in which a photo's pieces follow the written amount; else the number is chance. */
    amountsShown: share,
  }),
  text: z.strictObject({
    /** Share of titles that name visible ingredients; the others name only the kind of dish. */
    tellingTitles: share,
    /** Share of ingredient lines with a typing error, a lost fraction slash or a lost amount. */
    damagedLines: share,
    /** Share of ingredient lines that `det_ingrs.json` marks invalid although they name an ingredient. */
    unrecognised: share,
    /** Share of recipes with a heading line among the ingredients (`For the sauce:`), marked invalid. */
    headings: share,
    /** Share of recipes with a chatty sentence that says nothing. */
    chatter: share,
    /** Share of visible ingredients that the instructions do not mention. */
    unmentioned: share,
  }),
  photos: z.strictObject({
    /** Weights of 1, 2 and 3 photos a recipe. */
    perRecipe: z.tuple([z.number(), z.number(), z.number()]),
    /** Side of the square photo, pixels. */
    side: z.int().positive(),
    /** Places tried for each piece, the emptiest is taken: 1 heaps pieces up, 10 spreads them out. */
    spread: z.int().positive(),
    /** Size of the pieces, as a multiple of what the pantry says. */
    pieceSize: z.number().positive(),
    /** Pieces drawn, as a multiple of what the amounts say. */
    abundance: z.number().positive(),
    /** Share of visible ingredients that a photo does not show (buried). At least one always shows. */
    buried: share,
    /** Share of photos with pieces of an ingredient that the recipe does not have. */
    misleading: share,
    /** Strength of the cooked look: browning, squashing. 0 leaves all raw. */
    cooking: share,
    /** Share of pieces that are cut in parts. */
    chopped: share,
    /** Share of the dish that sauce, steam or melted cheese covers. */
    sauce: share,
    /** Share of photos whose vessel and table are chance instead of the recipe's. */
    otherVessel: share,
    /** Contrast of light across the photo. */
    lighting: share,
    /** Largest shift of the light's colour. */
    whiteBalance: share,
    /** Standard deviation of sensor noise, levels of 255. */
    noise: range,
    /** Share of photos out of focus. */
    outOfFocus: share,
    /** JPEG quality, 1..100. */
    jpegQuality: range,
  }),
});

export type KitchenSettings = z.infer<typeof kitchenSettingsSchema>;

export type Difficulty = 'easy' | 'hard';
export const DIFFICULTIES: readonly Difficulty[] = ['easy', 'hard'];

/** `easy` is for the demo; `hard` keeps methods apart. docs/kitchen.md has the measurements behind the values. */
export const KITCHEN_SETTINGS: Readonly<Record<Difficulty, KitchenSettings>> = {
  easy: {
    dishes: {
      cuisines: 5,
      forms: 1,
      generosity: 1,
      families: 0,
      swaps: [0, 0],
      invisible: [1, 2],
      synonyms: 0.05,
      amountsShown: 1,
    },
    text: {
      tellingTitles: 1,
      damagedLines: 0,
      unrecognised: 0.02,
      headings: 0.15,
      chatter: 0.1,
      unmentioned: 0,
    },
    photos: {
      perRecipe: [0.7, 0.2, 0.1],
      side: 352,
      spread: 10,
      pieceSize: 1.2,
      abundance: 1.35,
      buried: 0,
      misleading: 0,
      cooking: 0.25,
      chopped: 0.08,
      sauce: 0.03,
      otherVessel: 0,
      lighting: 0.3,
      whiteBalance: 0.03,
      noise: [1, 3],
      outOfFocus: 0.02,
      jpegQuality: [78, 92],
    },
  },
  hard: {
    dishes: {
      cuisines: 16,
      forms: 3,
      generosity: 0,
      families: 16,
      swaps: [1, 2],
      invisible: [4, 9],
      synonyms: 0.5,
      amountsShown: 0.8,
    },
    text: {
      tellingTitles: 0.3,
      damagedLines: 0.15,
      unrecognised: 0.1,
      headings: 0.35,
      chatter: 0.4,
      unmentioned: 0.3,
    },
    photos: {
      perRecipe: [0.7, 0.2, 0.1],
      side: 352,
      spread: 2,
      pieceSize: 1,
      abundance: 1.5,
      buried: 0.12,
      misleading: 0.3,
      cooking: 0.9,
      chopped: 0.5,
      sauce: 0.35,
      otherVessel: 0.5,
      lighting: 0.7,
      whiteBalance: 0.14,
      noise: [2, 10],
      outOfFocus: 0.25,
      jpegQuality: [45, 88],
    },
  },
};
