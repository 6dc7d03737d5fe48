import { PARTITIONS } from '@seje/core';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CLASSES_FILE } from './recipe1m-classes.js';

/** The file that tells this layout from others. */
export const LAYER1 = 'layer1.json';

/** Which of Recipe1M's files a folder holds. */
export interface Recipe1MFiles {
  readonly directory: string;
  readonly layer1: string;
  /** Photos by recipe: layer2.json, or Recipe1M+'s layer2+.json. */
  readonly layer2?: string;
  /** Ingredient entities by recipe. */
  readonly detIngrs?: string;
  /** Ids to leave out. */
  readonly removed?: string;
  /** Categories by recipe: classes1M.pkl. */
  readonly classes?: string;
  /** Recipe1M has a folder for each partition under images/, Recipe1M+ has none. */
  readonly partitionFolders: boolean;
}

/** Where both layer2.json and layer2+.json stand there, the one of the images' layout is taken. */
export async function findRecipe1MFiles(directory: string): Promise<Recipe1MFiles> {
  const names = new Set(await readdir(directory));
  const folders = new Set(await readdir(join(directory, 'images')).catch(() => []));
  const partitionFolders = folders.size === 0 || PARTITIONS.some((partition) => folders.has(partition));
  const pathOf = (...candidates: string[]): string | undefined => {
    const name = candidates.find((candidate) => names.has(candidate));
    return name === undefined ? undefined : join(directory, name);
  };
  return {
    directory,
    layer1: join(directory, LAYER1),
    layer2: partitionFolders ? pathOf('layer2.json', 'layer2+.json') : pathOf('layer2+.json', 'layer2.json'),
    detIngrs: pathOf('det_ingrs.json'),
    removed: pathOf('remove1M.txt'),
    classes: pathOf(CLASSES_FILE),
    partitionFolders,
  };
}
