import { parseJson, readFileOr, writeFileDurably } from '@seje/core';
import { z } from 'zod';

export const CATEGORIES_FORMAT = 1;

const categorySchema = z.strictObject({
  /** 0 is `background` and not listed. */
  number: z.int().positive(),
  name: z.string().min(1),
});

const categoriesStateSchema = z.strictObject({
  format: z.literal(CATEGORIES_FORMAT),
  /** `titles`: fitted on the train partition's titles; `file`: given with the data set, by recipe id. */
  source: z.enum(['titles', 'file']),
  categories: z
    .array(categorySchema)
    .refine((all) => new Set(all.map(({ number }) => number)).size === all.length, 'a number twice'),
  excludedWords: z.array(z.string()),
});
/** What fitting leaves behind for recipe categories. Written once. */
export type CategoriesState = z.infer<typeof categoriesStateSchema>;

/** @throws SejeError FILE_NOT_FOUND, JSON_INVALID, BUNDLE_INVALID */
export async function readCategoriesState(path: string): Promise<CategoriesState> {
  const remedy = 'Fit the text features again, or give the folder that holds them.';
  const text = await readFileOr(path, remedy);
  return parseJson(categoriesStateSchema, text.toString('utf8'), {
    where: path,
    code: 'BUNDLE_INVALID',
    remedy,
  });
}

/** @throws SejeError DISK_WRITE_FAILED */
export async function writeCategoriesState(path: string, state: CategoriesState): Promise<void> {
  await writeFileDurably(path, `${JSON.stringify(state)}\n`);
}
