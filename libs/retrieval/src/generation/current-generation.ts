import { SejeError, parseJson, writeFileDurably } from '@seje/core';
import { existsSync } from 'node:fs';
import { readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { assertGenerationName } from './generation-name.js';
import { GENERATION_MANIFEST, readGenerationManifest } from './manifest.js';

/** The file that says which generation answers, beside the generations. */
const POINTER = 'current.json';

const pointerSchema = z.strictObject({
  format: z.literal(1),
  current: z.string(),
  /** The one that answered before, kept for roll back. */
  previous: z.string().optional(),
});
type Pointer = z.infer<typeof pointerSchema>;

export interface CurrentGeneration {
  readonly name: string;
  readonly directory: string;
  /** Name of the one before it, if there was one. */
  readonly previous?: string;
}

/** @returns undefined where none was ever activated. @throws SejeError JSON_INVALID, GENERATION_INVALID */
export async function currentGeneration(root: string): Promise<CurrentGeneration | undefined> {
  const pointer = await readPointer(root);
  return pointer && toCurrent(root, pointer);
}

/**
 * Makes a published generation the current one, durably; the one before is kept as previous.
 * @throws SejeError FILE_NOT_FOUND, GENERATION_INVALID, CHECKSUM_MISMATCH (its manifest), DISK_WRITE_FAILED
 */
export async function activateGeneration(root: string, name: string): Promise<CurrentGeneration> {
  assertGenerationName(name);
  await readGenerationManifest(join(root, name));
  const pointer = await readPointer(root);
  if (pointer?.current === name) return toCurrent(root, pointer);
  return writePointer(root, { format: 1, current: name, ...(pointer && { previous: pointer.current }) });
}

/**
 * A pointer that cannot be read is put aside, and the newest generation with a readable manifest becomes the
 * current one: what was built is not lost with the few bytes that name it.
 * @returns the current generation, if there is any; a pointer that can be read stays as it is
 * @throws SejeError DISK_FULL, DISK_WRITE_FAILED
 */
export async function mendPointer(root: string): Promise<CurrentGeneration | undefined> {
  try {
    return await currentGeneration(root);
  } catch (error) {
    if (!(error instanceof SejeError)) throw error;
  }
  await rename(join(root, POINTER), join(root, `${POINTER}.damaged`));
  const found: { readonly name: string; readonly createdAt: string }[] = [];
  for (const name of await readdir(root)) {
    const createdAt = name.startsWith('.') ? undefined : await createdAtOf(join(root, name));
    if (createdAt !== undefined) found.push({ name, createdAt });
  }
  const [newest] = found.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return newest && activateGeneration(root, newest.name);
}

/**
 * Removes generations older than the current one, except the previous, and those whose manifest cannot be
 * read (they can never be opened). A generation that was built since then and awaits activation stays.
 * @returns their names; none while there is no current generation with a readable manifest
 */
export async function removeSuperseded(root: string): Promise<string[]> {
  const pointer = await readPointer(root);
  const kept = pointer && (await createdAtOf(join(root, pointer.current)));
  if (kept === undefined) return [];
  const removed: string[] = [];
  for (const name of await readdir(root)) {
    const directory = join(root, name);
    if (name.startsWith('.') || !existsSync(join(directory, GENERATION_MANIFEST))) continue;
    if (name === pointer?.current || name === pointer?.previous) continue;
    const createdAt = await createdAtOf(directory);
    if (createdAt !== undefined && createdAt > kept) continue;
    await rm(directory, { recursive: true, force: true });
    removed.push(name);
  }
  return removed.sort();
}

/** @returns undefined where the manifest cannot be read */
async function createdAtOf(directory: string): Promise<string | undefined> {
  try {
    return (await readGenerationManifest(directory)).createdAt;
  } catch (error) {
    if (error instanceof SejeError) return undefined;
    throw error;
  }
}

async function readPointer(root: string): Promise<Pointer | undefined> {
  const path = join(root, POINTER);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const remedy = `Name a generation of that folder in it: {"format": 1, "current": NAME}.`;
  const pointer = parseJson(pointerSchema, text, { where: path, code: 'GENERATION_INVALID', remedy });
  for (const name of [pointer.current, pointer.previous]) if (name !== undefined) assertGenerationName(name);
  return pointer;
}

async function writePointer(root: string, pointer: Pointer): Promise<CurrentGeneration> {
  await writeFileDurably(join(root, POINTER), `${JSON.stringify(pointer, null, 2)}\n`);
  return toCurrent(root, pointer);
}

function toCurrent(root: string, { current, previous }: Pointer): CurrentGeneration {
  return { name: current, directory: join(root, current), ...(previous !== undefined && { previous }) };
}
