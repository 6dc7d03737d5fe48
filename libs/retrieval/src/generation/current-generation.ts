import { SejeError, parseJson, writeFileDurably } from '@seje/core';
import { existsSync } from 'node:fs';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { emptyIfMissing } from './build-directory.js';
import { assertGenerationName } from './generation-name.js';
import { GENERATION_MANIFEST, type GenerationManifest, readGenerationManifest } from './manifest.js';

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
 * Makes the previous generation current again; the one rolled back from becomes previous.
 * @throws SejeError GENERATION_INVALID (there is no previous one), and what activateGeneration throws
 */
export async function rollBackGeneration(root: string): Promise<CurrentGeneration> {
  const previous = (await readPointer(root))?.previous;
  if (previous !== undefined) return activateGeneration(root, previous);
  throw new SejeError('GENERATION_INVALID', {
    message: `There is no generation to roll back to in ${root}`,
    remedy: 'Build the index again.',
  });
}

/** Manifests of all published generations, oldest first. @throws SejeError (a manifest is damaged) */
export async function listGenerations(root: string): Promise<GenerationManifest[]> {
  const manifests: GenerationManifest[] = [];
  for (const entry of await readdir(root).catch(emptyIfMissing)) {
    const directory = join(root, entry);
    if (entry.startsWith('.') || !existsSync(join(directory, GENERATION_MANIFEST))) continue;
    manifests.push(await readGenerationManifest(directory));
  }
  return manifests.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/**
 * Removes generations older than the current one, except the previous. A generation that was built since
 * then and awaits activation stays.
 * @returns their names
 */
export async function removeSuperseded(root: string): Promise<string[]> {
  const pointer = await readPointer(root);
  const generations = await listGenerations(root);
  const current = generations.find(({ name }) => name === pointer?.current);
  if (pointer === undefined || current === undefined) return [];
  const superseded = generations.filter(
    ({ name, createdAt }) =>
      createdAt <= current.createdAt && ![pointer.current, pointer.previous].includes(name),
  );
  for (const { name } of superseded) await rm(join(root, name), { recursive: true, force: true });
  return superseded.map(({ name }) => name);
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
