import { PARTITIONS, hasText, validated } from '@seje/core';
import { z } from 'zod';
import type { PhotoContent, RecipeContent } from './stored-records.js';

/** Recipes of one `putRecipes`: what one transaction holds the write lock for. */
export const MAX_BATCH = 1_000;
/** Longest texts taken, as in a query; Recipe1M's longest recipe has fewer lines. */
const MAX_TITLE = 500;
const MAX_LINES = 200;
const MAX_INGREDIENT = 1_000;
const MAX_INSTRUCTION = 5_000;
const MAX_TAGS = 50;
const MAX_TAG = 100;
const MAX_URL = 2_000;
const MAX_ID = 200;
/** Longest side of a photo, pixels. */
const MAX_SIDE = 65_535;

/** Text that a database can hold: no NUL, no half of a surrogate pair. */
const text = (longest: number): z.ZodString =>
  z
    .string()
    .max(longest)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), 'has NUL or broken Unicode in it');

/** Letters, digits, `.`, `_`, `~` and `-`, none of `.` or `..`: safe in an address and as a file name. */
const id = z
  .string()
  .max(MAX_ID)
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9._~-]+$/, 'may have letters, digits, ".", "_", "~" and "-" only');

const recipe = z
  .strictObject({
    title: text(MAX_TITLE),
    ingredients: z.array(text(MAX_INGREDIENT)).max(MAX_LINES),
    instructions: z.array(text(MAX_INSTRUCTION)).max(MAX_LINES),
    tags: z.array(text(MAX_TAG).min(1)).max(MAX_TAGS),
    partition: z.enum(PARTITIONS).optional(),
    url: z
      .url({ protocol: /^https?$/ })
      .max(MAX_URL)
      .optional(),
  })
  .refine(hasText, 'has no letter or digit anywhere');

const photo = z.strictObject({
  content: z.string().regex(/^[0-9a-f]{64}$/),
  type: z.string().regex(/^image\/[a-z0-9.+-]{1,50}$/),
  bytes: z.int().positive(),
  width: z.int().positive().max(MAX_SIDE),
  height: z.int().positive().max(MAX_SIDE),
});

const batch = z.array(z.strictObject({ id, recipe })).max(MAX_BATCH);
const context = (where: string) => ({ where, code: 'RECORD_INVALID' as const });

/** @throws SejeError RECORD_INVALID, as the others here */
export function validId(value: string, what: 'recipe' | 'photo'): string {
  return validated(id, value, context(`The id of a ${what}`));
}

export function validBatch(entries: readonly { id: string; recipe: RecipeContent }[]): z.infer<typeof batch> {
  return validated(batch, entries, context('The batch of recipes'));
}

export function validRecipe(value: RecipeContent, recipeId: string): RecipeContent {
  return validated(recipe, value, context(`Recipe ${recipeId}`));
}

export function validPhoto(value: PhotoContent, photoId: string): PhotoContent {
  return validated(photo, value, context(`Photo ${photoId}`));
}
