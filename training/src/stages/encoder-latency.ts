import type { Bundle } from '@seje/artifacts';
import type { RecipeSource } from '@seje/catalogue';
import { type RecipeRecord, SejeError } from '@seje/core';
import { openPhotoEncoder, openRecipeEncoder } from '@seje/encoders';
import { readFile } from 'node:fs/promises';
import { type PairsOfBundleOptions, withFirstPhoto } from '../evaluation/pairs-of-bundle.js';

/** Recipes, and as many photos, that are timed one by one. */
const TIMED = 9;

/** Median milliseconds of one recipe and of one photo, decoding and trunk included, past any cache. */
export interface EncoderLatency {
  readonly recipe: number;
  readonly photo: number;
}

/** The first recipes of a partition that have a photo, to time encoders on. */
export async function timedRecords(
  source: RecipeSource,
  { partition }: Pick<PairsOfBundleOptions, 'partition'>,
): Promise<RecipeRecord[]> {
  const records: RecipeRecord[] = [];
  for await (const record of withFirstPhoto(source.read(), partition)) {
    if (records.push(record) === TIMED) break;
  }
  return records;
}

/** Encodes each record alone. What an encoder refuses is not timed. */
export async function encoderLatency(
  bundle: Bundle,
  records: readonly RecipeRecord[],
  { provider }: Pick<PairsOfBundleOptions, 'provider'>,
): Promise<EncoderLatency> {
  const recipes = await openRecipeEncoder(bundle, { provider });
  const photos = await openPhotoEncoder(bundle, { provider });
  try {
    const times: { recipe: number[]; photo: number[] } = { recipe: [], photo: [] };
    for (const record of records) {
      const files = await Promise.all(record.photos.map(({ path }) => readFile(path)));
      times.recipe.push(...(await millisecondsOf(() => recipes.encodeRecipes([record]))));
      times.photo.push(...(await millisecondsOf(() => photos.encodePhotos(files))));
    }
    return { recipe: median(times.recipe), photo: median(times.photo) };
  } finally {
    await Promise.all([recipes.release(), photos.release()]);
  }
}

/** Empty where the work is refused. */
async function millisecondsOf(work: () => Promise<unknown>): Promise<number[]> {
  const start = performance.now();
  try {
    await work();
    return [performance.now() - start];
  } catch (error) {
    if (error instanceof SejeError) return [];
    throw error;
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}
