import type { RecipeRecord } from '@seje/core';
import type { CatalogueTransaction } from '../store/catalogue-store.js';
import type { RecipeContent, WriteOutcome } from '../store/stored-records.js';
import type { FolderRecord } from './folder-ledger.js';

/** `put`: somebody has written it by the endpoints; `deleted`: has deleted it there. It stays so. */
export type Taken = WriteOutcome | 'put' | 'deleted';

export function contentOf({ title, ingredients, instructions, partition, url }: RecipeRecord): RecipeContent {
  return { title, ingredients, instructions, tags: [], partition, ...(url ? { url } : {}) };
}

/**
 * Takes recipes of the folder into the catalogue, except where others have written or deleted them since.
 * @param records valid, each id once
 * @returns what became of each, by id
 */
export async function takeRecipes(
  catalogue: CatalogueTransaction,
  pass: string,
  records: readonly RecipeRecord[],
): Promise<Map<string, Taken>> {
  const ids = records.map(({ id }) => id);
  const known = await catalogue.folder.known('recipe', ids);
  const revisions = await revisionsOf(catalogue, ids);
  const taken = new Map<string, Taken>();
  const ours = records.filter(({ id }) => {
    const mine = known.get(id)?.revision;
    const there = revisions.get(id);
    if (mine === there) return true;
    taken.set(id, there === undefined ? 'deleted' : 'put');
    return false;
  });
  const batch = ours.map((record) => ({ id: record.id, recipe: contentOf(record) }));
  for (const { id, outcome } of await catalogue.putRecipes(batch)) {
    if (outcome !== 'superseded') taken.set(id, outcome);
  }
  const now = await revisionsOf(
    catalogue,
    ours.map(({ id }) => id),
  );
  const noted = ours.map(({ id }): FolderRecord => ({
    kind: 'recipe',
    id,
    recipeId: id,
    revision: now.get(id)!,
  }));
  const theirs = [...known.values()].filter(({ id }) => !now.has(id));
  await catalogue.folder.note(pass, [...noted, ...theirs]);
  return taken;
}

async function revisionsOf(
  catalogue: CatalogueTransaction,
  ids: readonly string[],
): Promise<Map<string, number>> {
  return new Map((await catalogue.recipes(ids)).map(({ id, revision }) => [id, revision]));
}
