import { SejeError, messageOf, parseJson, readFileOr, sha256OfFile } from '@seje/core';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HnswIndex } from '../hnsw-index.js';
import type { VectorIndex } from '../vector-index.js';
import {
  type CollectionName,
  type GenerationManifest,
  collectionFiles,
  readGenerationManifest,
} from './manifest.js';
import { parseProbes, recallOf } from './probes.js';

/** What the encoders that will query the generation are. */
export interface ExpectedBundle {
  readonly bundleFingerprint: string;
  readonly dimension: number;
}

/** A generation loaded and self-tested. */
export interface Generation {
  readonly manifest: GenerationManifest;
  readonly recipes: VectorIndex;
  readonly images: VectorIndex;
}

/** Another processor may sum in another order and so find a neighbour fewer than was measured, a share. */
const SELF_TEST_SLACK = 0.01;
const FLOAT_BYTES = 4;
const REMEDY = 'Build the index again, or roll back to the previous generation.';

/**
 * Opens a generation into new objects: format, bundle, sizes and checksums are checked before a file
 * reaches the addon; then known queries must find what exact search found for them.
 * @throws SejeError FILE_NOT_FOUND, JSON_INVALID, CHECKSUM_MISMATCH, FILE_DAMAGED, GENERATION_INVALID,
 *   GENERATION_MISMATCH (another bundle or dimension), ADDON_NOT_BUILT
 */
export async function openGeneration(directory: string, expected: ExpectedBundle): Promise<Generation> {
  const manifest = await readGenerationManifest(directory);
  assertSameBundle(directory, manifest, expected);
  await verifyFiles(directory, manifest);
  const recipes = await openCollection('recipes', directory, manifest);
  const images = await openCollection('images', directory, manifest);
  return { manifest, recipes, images };
}

function assertSameBundle(directory: string, manifest: GenerationManifest, expected: ExpectedBundle): void {
  const text = ({ bundleFingerprint, dimension }: ExpectedBundle): string =>
    `bundle ${bundleFingerprint}, dimension ${dimension}`;
  if (text(manifest) === text(expected)) return;
  throw new SejeError('GENERATION_MISMATCH', {
    message: `The generation ${directory} was built with another bundle`,
    expected: text(expected),
    found: text(manifest),
    remedy: 'Build the index again with this bundle, or serve the bundle that it was built with.',
  });
}

async function verifyFiles(directory: string, manifest: GenerationManifest): Promise<void> {
  for (const [file, facts] of Object.entries(manifest.files)) {
    const path = join(directory, file);
    const bytes = await sizeOf(path);
    if (bytes !== facts.bytes) throw changed(path, `${facts.bytes} bytes`, `${bytes} bytes`);
    const found = await sha256OfFile(path);
    if (found !== facts.sha256) throw changed(path, `SHA-256 ${facts.sha256}`, found);
  }
}

async function openCollection(
  name: CollectionName,
  directory: string,
  manifest: GenerationManifest,
): Promise<VectorIndex> {
  const files = collectionFiles(name);
  const text = async (file: string): Promise<string> =>
    (await readFileOr(join(directory, file), REMEDY)).toString('utf8');
  const ids = parseJson(z.array(z.string()), await text(files.ids), {
    where: join(directory, files.ids),
    code: 'GENERATION_INVALID',
    remedy: REMEDY,
  });
  const { dimension, seed, settings } = manifest;
  const options = { ...settings, dimension, seed };
  const index = await HnswIndex.read(join(directory, files.graph), ids, options);
  const probes = parseProbes(await text(files.probes), join(directory, files.probes));
  const vectors = await open(join(directory, collectionFiles(probes.queriesFrom).vectors));
  try {
    const recall = await recallOf(index, probes, (row) => readRow(vectors, row, dimension));
    assertSelfTest(name, recall, manifest);
  } finally {
    await vectors.close();
  }
  return index;
}

function assertSelfTest(name: CollectionName, recall: number, manifest: GenerationManifest): void {
  const measured = manifest[name].recallAt10;
  if (recall >= measured - SELF_TEST_SLACK) return;
  throw new SejeError('GENERATION_INVALID', {
    message: `The index of ${name} in generation ${manifest.name} failed its self-test`,
    expected: `recall@10 of ${measured.toFixed(4)} on its known queries`,
    found: recall.toFixed(4),
    remedy: REMEDY,
  });
}

async function readRow(vectors: FileHandle, row: number, dimension: number): Promise<Float32Array> {
  const out = new Float32Array(dimension);
  await vectors.read(new Uint8Array(out.buffer), { position: row * dimension * FLOAT_BYTES });
  return out;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw new SejeError('FILE_NOT_FOUND', {
      message: `The generation's file ${path} cannot be read`,
      found: messageOf(error),
      remedy: REMEDY,
      cause: error,
    });
  }
}

function changed(path: string, expected: string, found: string): SejeError {
  return new SejeError('CHECKSUM_MISMATCH', {
    message: `${path} is damaged`,
    expected,
    found,
    remedy: REMEDY,
  });
}
