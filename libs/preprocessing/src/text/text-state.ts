import { parseJson, readFileOr, writeFileDurably } from '@seje/core';
import { z } from 'zod';

export const TEXT_STATE_FORMAT = 1;

const term = z.string().regex(/^[a-z]+(_[a-z]+)*$/);

/** What fitting on the train partition leaves behind for text, besides the term vectors. Written once. */
export const textStateSchema = z.strictObject({
  format: z.literal(TEXT_STATE_FORMAT),
  /** N: recipes of the train partition. */
  documents: z.int().nonnegative(),
  /** Term -> df, the number of those recipes that hold it. */
  documentFrequencies: z.record(term, z.int().positive()),
  /** Ingredient entities, words joined by `_`. */
  lexicon: z.array(term),
  stopWords: z.array(z.string()),
  maxIngredients: z.int().positive(),
  maxSentences: z.int().positive(),
  /** Width and number of the term vectors that belong to this state. */
  termDimension: z.int().positive(),
  termCount: z.int().nonnegative(),
});
export type TextState = z.infer<typeof textStateSchema>;

/** @throws SejeError FILE_NOT_FOUND, JSON_INVALID, BUNDLE_INVALID */
export async function readTextState(path: string): Promise<TextState> {
  const remedy = 'Fit the text features again, or give the folder that holds them.';
  const text = await readFileOr(path, remedy);
  return parseJson(textStateSchema, text.toString('utf8'), { where: path, code: 'BUNDLE_INVALID', remedy });
}

/** @throws SejeError DISK_WRITE_FAILED */
export async function writeTextState(path: string, state: TextState): Promise<void> {
  await writeFileDurably(path, `${JSON.stringify(state)}\n`);
}
