import { PARTITIONS, SejeError, hasText, validated } from '@seje/core';
import { z } from 'zod';
import type { PhotoContent, RecipeContent } from './stored-records.js';

/** Recipes of one `putRecipes`: what one transaction holds the write lock for. */
export const MAX_BATCH = 1_000;
/** Longest texts taken, characters, and most lines, as in a query; Recipe1M's longest recipe has fewer. */
export const RECIPE_LIMITS = {
  title: 500,
  lines: 200,
  ingredient: 1_000,
  instruction: 5_000,
  tags: 50,
  tag: 100,
  url: 2_000,
} as const;
export const MAX_ID = 200;
/** Longest side of a photo, pixels. */
const MAX_SIDE = 65_535;

/** Text that a database can hold: no NUL, no half of a surrogate pair. */
const text = (longest: number): z.ZodString =>
  z
    .string()
    .max(longest)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), 'has NUL or broken Unicode in it');

/**
 * Letters, digits, `.`, `_`, `~` and `-`: safe in an address and as a file name. None of `.` or `..`, nor
 * of the endpoints that stand where an id does.
 */
export const ID_PATTERN = '^(?!(\\.{1,2}|export|import)$)[A-Za-z0-9._~-]+$';
const ID = new RegExp(ID_PATTERN);
const id = z
  .string()
  .max(MAX_ID)
  .regex(ID, 'may have letters, digits, ".", "_", "~" and "-" only, and is not "export" or "import"');

const recipe = z
  .strictObject({
    title: text(RECIPE_LIMITS.title),
    ingredients: z.array(text(RECIPE_LIMITS.ingredient)).max(RECIPE_LIMITS.lines),
    instructions: z.array(text(RECIPE_LIMITS.instruction)).max(RECIPE_LIMITS.lines),
    tags: z.array(text(RECIPE_LIMITS.tag).min(1)).max(RECIPE_LIMITS.tags),
    partition: z.enum(PARTITIONS).optional(),
    url: z
      .url({ protocol: /^https?$/ })
      .max(RECIPE_LIMITS.url)
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

/** Whether a recipe or photo can have this id: what cannot is not there, and no database need be asked. */
export function isRecordId(value: string): boolean {
  return id.safeParse(value).success;
}

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

/** A recipe with its id, or why it cannot be taken. */
export function validEntry(entry: { id: string; recipe: RecipeContent }): typeof entry | SejeError {
  try {
    return { id: validId(entry.id, 'recipe'), recipe: validRecipe(entry.recipe, entry.id) };
  } catch (error) {
    if (error instanceof SejeError) return error;
    throw error;
  }
}

export function validPhoto(value: PhotoContent, photoId: string): PhotoContent {
  return validated(photo, value, context(`Photo ${photoId}`));
}
