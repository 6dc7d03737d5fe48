import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RecipeRecord } from '@seje/core';
import type { ReadReport, RecipeSource } from '../src/index.js';

/** A new temporary folder with the given files: path -> text, or anything else as JSON. */
export async function writtenFolder(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seje-catalogue-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

export async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** One whole pass. */
export async function readAll(
  source: RecipeSource,
): Promise<{ records: RecipeRecord[]; report: ReadReport | undefined }> {
  let report: ReadReport | undefined;
  const records = await listed(source.read((r) => (report = r)));
  return { records, report };
}
