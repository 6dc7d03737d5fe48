import {
  type OnProgress,
  SejeError,
  diskFailure,
  isThere,
  noProgress,
  publishDirectory,
  sha256OfFile,
  validated,
} from '@seje/core';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IdTable } from '../id-table.js';
import { assertUnitRows } from '../vector-checks.js';
import { buildDirectoryOf } from './build-directory.js';
import { writeCollection } from './build-collection.js';
import type { GenerationContent } from './generation-content.js';
import { assertGenerationName } from './generation-name.js';
import {
  COLLECTIONS,
  type FileFacts,
  GENERATION_FORMAT,
  type GenerationManifest,
  type GenerationSettings,
  generationManifestSchema,
  generationSettingsSchema,
  writeGenerationManifest,
} from './manifest.js';

export interface BuildOptions {
  readonly settings: GenerationSettings;
  /** Seed of the graphs' layers and of the queries that recall is measured with. */
  readonly seed: number;
  /** Folder name. Default: from the time of creation. */
  readonly name?: string;
  /** Default: the present. */
  readonly createdAt?: Date;
  readonly onProgress?: OnProgress;
}

/**
 * Builds a generation aside, checks it, and publishes it as `root/name` with fsync and one rename: a
 * reader finds the whole generation or none. It is not yet the current one (`activateGeneration`).
 * @throws SejeError VECTOR_INVALID, SETTINGS_INVALID, RECALL_TOO_LOW, DISK_FULL, DISK_WRITE_FAILED, ADDON_NOT_BUILT;
 *   nothing is published then
 */
export async function buildGeneration(
  root: string,
  content: GenerationContent,
  options: BuildOptions,
): Promise<GenerationManifest> {
  const { seed, createdAt = new Date(), onProgress = noProgress } = options;
  const settings = validated(generationSettingsSchema, options.settings, { where: 'index settings' });
  const name = options.name ?? createdAt.toISOString().replaceAll(/[-:.]/g, '');
  const published = join(root, name);
  assertGenerationName(name);
  await assertFree(published);
  assertContent(content);

  const building = buildDirectoryOf(root, name);
  try {
    await mkdir(building, { recursive: true });
    const context = { directory: building, content, settings, seed, onProgress };
    const recipes = await writeCollection('recipes', context);
    const images = await writeCollection('images', context);
    const manifest = validated(
      generationManifestSchema,
      {
        format: GENERATION_FORMAT,
        name,
        createdAt: createdAt.toISOString(),
        bundleFingerprint: content.bundleFingerprint,
        dimension: content.dimension,
        ...(content.catalogueSequence !== undefined && { catalogueSequence: content.catalogueSequence }),
        metric: 'cosine',
        settings,
        seed,
        recipes,
        images,
        files: await factsOfFiles(building),
      },
      { where: 'the manifest of the new generation', code: 'GENERATION_INVALID' },
    );
    await writeGenerationManifest(building, manifest);
    await publishDirectory(building, published);
    return manifest;
  } catch (error) {
    // Should this fail too, `removeAbandoned` does it later; the first failure is the one to tell.
    await rm(building, { recursive: true, force: true }).catch(() => undefined);
    throw error instanceof SejeError ? error : notPublished(published, error);
  }
}

function assertContent(content: GenerationContent): void {
  for (const collection of COLLECTIONS) {
    const { ids, vectors } = content[collection];
    new IdTable().assertNew(ids);
    assertUnitRows(ids, vectors, content.dimension);
  }
}

async function assertFree(published: string): Promise<void> {
  if (!(await isThere(published))) return;
  throw new SejeError('SETTINGS_INVALID', {
    message: `There is a generation ${published} already`,
    remedy: 'Choose another name.',
  });
}

async function factsOfFiles(directory: string): Promise<Record<string, FileFacts>> {
  const files: Record<string, FileFacts> = {};
  for (const file of await readdir(directory)) {
    const path = join(directory, file);
    files[file] = { sha256: await sha256OfFile(path), bytes: (await stat(path)).size };
  }
  return files;
}

function notPublished(published: string, error: unknown): SejeError {
  return diskFailure(error, {
    message: `Could not write the generation ${published}`,
    remedy: 'Check free space and permissions of that folder, then build again.',
  });
}
