import { SejeError } from '@seje/core';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { LAYER1, findRecipe1MFiles } from './recipe1m/recipe1m-files.js';
import { Recipe1MSource } from './recipe1m/recipe1m-source.js';
import type { RecipeSource } from './recipe-source.js';
import { findDocuments } from './schema-org/documents.js';
import { SchemaOrgSource } from './schema-org/schema-org-source.js';

/** Names of a folder's entries that a message shows. */
const SHOWN_NAMES = 8;

/**
 * Opens a data set or catalogue and tells its layout by what lies there: `layer1.json` is Recipe1M's,
 * any other `.json`, `.jsonld`, `.ndjson` or `.jsonl` file is read as schema.org recipes.
 * @param directory the folder, or one such file in it
 * @throws SejeError FILE_NOT_FOUND, DATA_LAYOUT_UNKNOWN
 */
export async function openRecipeSource(directory: string): Promise<RecipeSource> {
  const path = resolve(directory);
  const state = await stat(path).catch((cause: unknown) => {
    throw new SejeError('FILE_NOT_FOUND', {
      message: `There is no data set at ${path}`,
      remedy: 'Name an existing folder.',
      cause,
    });
  });
  if (state.isFile() && basename(path) === LAYER1) return openRecipeSource(dirname(path));
  const names = state.isDirectory() ? await readdir(path) : [];
  if (names.includes(LAYER1)) return new Recipe1MSource(await findRecipe1MFiles(path));
  const { folder, documents } = await findDocuments(path);
  if (documents.length > 0) return new SchemaOrgSource(folder, documents);
  throw new SejeError('DATA_LAYOUT_UNKNOWN', {
    message: `${path} holds no data set of a known layout`,
    expected:
      'layer1.json (Recipe1M), or *.json, *.jsonld, *.ndjson or *.jsonl files of schema.org Recipe objects',
    found: state.isDirectory() ? contentOf(names) : 'a file of another kind',
    remedy: 'Name the folder that holds these files directly.',
  });
}

function contentOf(names: readonly string[]): string {
  if (names.length === 0) return 'an empty folder';
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
  return names.toSorted().slice(0, SHOWN_NAMES).join(', ') + more;
}
