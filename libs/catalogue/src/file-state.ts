import { canonicalJson } from '@seje/core';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { RecipeRecord } from '@seje/core';

/** True where `path` is a file; false where there is none or something else has that name. */
export async function isFile(path: string): Promise<boolean> {
  return (await stateOf(path)) !== undefined;
}

/**
 * Hash over name, size and time of change of the documents and of every photo that their recipes
 * list: one pass over the source.
 */
export async function fingerprintOf(
  documents: readonly string[],
  records: AsyncIterable<RecipeRecord>,
): Promise<string> {
  const hash = createHash('sha256');
  const add = async (path: string): Promise<void> => {
    hash.update(`${canonicalJson([path, await stateOf(path)])}\n`);
  };
  for (const path of documents) await add(path);
  for await (const record of records) {
    for (const photo of record.photos) await add(photo.path);
  }
  return hash.digest('hex');
}

async function stateOf(path: string): Promise<{ size: number; changed: number } | undefined> {
  const state = await stat(path).catch(() => undefined);
  return state?.isFile() === true ? { size: state.size, changed: state.mtimeMs } : undefined;
}
