import {
  type OnProgress,
  SejeError,
  canonicalJson,
  noProgress,
  parseJson,
  publishDirectory,
  readFileOr,
  sha256,
  writeFileDurably,
} from '@seje/core';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { KitchenFiles } from './kitchen-files.js';
import { type KitchenRecipe, kitchenRecipes } from './kitchen-recipes.js';
import {
  DIFFICULTIES,
  type Difficulty,
  KITCHEN_SETTINGS,
  type KitchenSettings,
  kitchenSettingsSchema,
} from './kitchen-settings.js';
import { PhotoRenderer } from './photo/photo-renderer.js';

/** Rises when the same settings and seed give other data than before. */
export const KITCHEN_VERSION = 1;
export const KITCHEN_FILE = 'kitchen.json';
/** Photos painted and encoded at the same time. */
const PHOTOS_AT_ONCE = 8;

const kitchenManifestSchema = z.strictObject({
  version: z.int(),
  seed: z.int(),
  recipes: z.int(),
  photos: z.int(),
  difficulty: z.enum(DIFFICULTIES),
  settings: kitchenSettingsSchema,
  /** There where no photos were painted. */
  textOnly: z.literal(true).optional(),
  /** Recipes in train, val and test; absent: 80, 10 and 10 %. */
  partitions: z.tuple([z.int(), z.int(), z.int()]).optional(),
  /** Hash of version, seed, recipes and settings: two kitchens with the same one are the same. */
  fingerprint: z.string().length(64),
});
/** What made a kitchen; written last, so a folder that has it is whole. */
export type KitchenManifest = z.infer<typeof kitchenManifestSchema>;

export interface KitchenRequest {
  readonly recipes: number;
  readonly seed: number;
  readonly difficulty: Difficulty;
  /** Folder to make. */
  readonly out: string;
  /** Weights of 1, 2 and 3 photos a recipe, instead of the difficulty's own. */
  readonly photosPerRecipe?: readonly [number, number, number];
  /** Recipes in train, val and test, adding up to `recipes`; absent: 80, 10 and 10 %. */
  readonly partitions?: readonly [number, number, number];
  /** Recipes without photos: the same words as with them, in a fraction of the time. */
  readonly textOnly?: boolean;
}

export interface SynthesizedKitchen {
  readonly recipes: number;
  readonly photos: number;
  readonly fingerprint: string;
  /** True where `out` already held exactly this kitchen. */
  readonly reused: boolean;
}

function settingsOf(request: KitchenRequest): KitchenSettings {
  const settings = KITCHEN_SETTINGS[request.difficulty];
  const perRecipe = request.photosPerRecipe;
  if (perRecipe === undefined) return settings;
  return { ...settings, photos: { ...settings.photos, perRecipe: [...perRecipe] } };
}

/** @throws SejeError JSON_INVALID, SETTINGS_INVALID, FILE_NOT_FOUND where the folder holds no whole kitchen */
export async function readKitchenManifest(directory: string): Promise<KitchenManifest> {
  const path = join(directory, KITCHEN_FILE);
  const text = await readFileOr(path, 'Make the kitchen again with the synthesize command.');
  return parseJson(kitchenManifestSchema, text.toString('utf8'), { where: path });
}

/** The kitchen already in `out` if it is the wanted one; undefined where `out` is free. */
async function existing(out: string, fingerprint: string): Promise<KitchenManifest | undefined> {
  if (!existsSync(out) || (await readdir(out)).length === 0) return undefined;
  const found = existsSync(join(out, KITCHEN_FILE)) ? await readKitchenManifest(out) : undefined;
  if (found?.fingerprint === fingerprint) return found;
  throw new SejeError('SETTINGS_INVALID', {
    message: `The folder ${out} is not empty`,
    expected: 'a new folder, or one with the same kitchen',
    found:
      found === undefined
        ? 'other files'
        : `a kitchen with seed ${found.seed}, ${found.recipes} recipes, ${found.difficulty}`,
    remedy: 'Name another folder, or delete this one first.',
  });
}

/** @throws SejeError SETTINGS_INVALID where the partitions do not hold exactly the recipes */
function checkPartitions({ recipes, partitions }: KitchenRequest): void {
  if (partitions === undefined) return;
  const sum = partitions.reduce((all, some) => all + some, 0);
  if (sum === recipes && partitions.every((some) => Number.isInteger(some) && some >= 0)) return;
  throw new SejeError('SETTINGS_INVALID', {
    message: 'The partitions do not fit the kitchen',
    expected: `whole numbers that add up to the ${recipes} recipes`,
    found: `${partitions.join(' + ')} = ${sum}`,
    remedy: 'Give as many recipes as the partitions hold together.',
  });
}

/** Failures of the file system get their code; anything else stays what it is. */
function unwritable(directory: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  return new SejeError('DISK_WRITE_FAILED', {
    message: `Could not write the kitchen to ${directory}`,
    found: error.message,
    remedy: 'Check free space and permissions of that folder, then try again.',
    cause: error,
  });
}

async function writeKitchen(
  directory: string,
  plan: Omit<KitchenManifest, 'photos' | 'fingerprint'>,
  onProgress: OnProgress,
): Promise<number> {
  await rm(directory, { recursive: true, force: true });
  const files = await KitchenFiles.create(directory);
  const renderer = await PhotoRenderer.open(plan.settings.photos.side);
  let [done, photos] = [0, 0];
  let batch: Promise<void>[] = [];
  const paint = async (recipe: KitchenRecipe, photo: KitchenRecipe['photos'][number]): Promise<void> => {
    await files.writePhoto(recipe, { id: photo.id, jpeg: await renderer.render(photo.scene) });
  };
  for (const recipe of kitchenRecipes(plan)) {
    await files.appendRecipe(recipe);
    for (const photo of recipe.photos) batch.push(paint(recipe, photo));
    photos += recipe.photos.length;
    done += 1;
    if (batch.length < PHOTOS_AT_ONCE && plan.textOnly !== true) continue;
    await Promise.all(batch);
    batch = [];
    onProgress({ step: 'synthetic kitchen', done, total: plan.recipes, note: `${photos} photos` });
  }
  await Promise.all(batch);
  await files.close();
  onProgress({ step: 'synthetic kitchen', done, total: plan.recipes, note: `${photos} photos` });
  return photos;
}

/**
 * Makes a data set of recipes and photos in Recipe1M's layout, with `truth.json` and `kitchen.json`.
 * The same request always gives the same bytes. It is built aside (`<out>.partial`) and renamed when
 * whole; what an interrupted run left there is made anew.
 * @throws SejeError SETTINGS_INVALID (no recipes, folder holds something else), DISK_WRITE_FAILED
 */
export async function synthesizeKitchen(
  request: KitchenRequest,
  onProgress: OnProgress = noProgress,
): Promise<SynthesizedKitchen> {
  const { recipes, seed, difficulty } = request;
  if (!Number.isInteger(recipes) || recipes < 1) {
    throw new SejeError('SETTINGS_INVALID', {
      message: 'A kitchen needs recipes',
      expected: 'a whole number of recipes, 1 or more',
      found: `${recipes}`,
    });
  }
  checkPartitions(request);
  const plan = {
    version: KITCHEN_VERSION,
    seed,
    recipes,
    difficulty,
    settings: settingsOf(request),
    ...(request.textOnly === true && { textOnly: true as const }),
    ...(request.partitions !== undefined && {
      partitions: [...request.partitions] as [number, number, number],
    }),
  };
  const fingerprint = sha256(canonicalJson(plan));
  const out = resolve(request.out);
  const found = await existing(out, fingerprint);
  if (found !== undefined) return { recipes, photos: found.photos, fingerprint, reused: true };

  const aside = `${out}.partial`;
  const photos = await writeKitchen(aside, plan, onProgress).catch((error: unknown) => {
    throw unwritable(aside, error);
  });
  const manifest: KitchenManifest = { ...plan, photos, fingerprint };
  await writeFileDurably(join(aside, KITCHEN_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  await rm(out, { recursive: true, force: true });
  await publishDirectory(aside, out);
  return { recipes, photos, fingerprint, reused: false };
}
