import { join } from 'node:path';
import { type Bundle, openBundle } from '@seje/artifacts';
import { openPhotoStore } from '@seje/catalogue';
import { type OnProgress, requireFreeSpace, validated } from '@seje/core';
import { PhotoCaches, openPhotoEncoder, openRecipeEncoder } from '@seje/encoders';
import {
  type GenerationSettings,
  GenerationVectors,
  buildGeneration,
  compareGenerations,
  removeAbandoned,
} from '@seje/retrieval';
import { z } from 'zod';
import type { BuilderSettings, BuiltGeneration } from './builder-protocol.js';
import { type ReadPage, embedPages } from './embed-pages.js';
import { EmbeddedShards, joined } from './embedded-shards.js';
import { encoderOptions } from './encoder-options.js';
import { onceUnlocked } from './once-unlocked.js';
import { bytesOfBuild } from './room-for-build.js';

/** Longest wait for a builder before this one to let go of the photo features, milliseconds. */
const LOCK_WAIT_MS = 60_000;

/** The part of the bundle's experiment that an index needs; `buildGeneration` validates its settings. */
const indexExperiment = z.object({ seed: z.int(), index: z.custom<GenerationSettings>() });

export interface BuildHooks {
  readonly readPage: ReadPage;
  readonly onProgress: OnProgress;
}

/**
 * Embeds the whole catalogue with a bundle, publishes a generation and measures it beside the live one.
 * Whether it becomes live is for others to decide. Started again with the same `work` folder, bundle and
 * catalogue sequence, it goes on after the last page that was embedded.
 * @throws SejeError BUNDLE_INVALID, RECALL_TOO_LOW, DISK_FULL, DISK_WRITE_FAILED, RUN_LOCKED, ..., and as `readPage`
 */
export async function buildFromCatalogue(
  settings: BuilderSettings,
  { readPage, onProgress }: BuildHooks,
): Promise<BuiltGeneration> {
  const { generations, work, catalogueSequence } = settings;
  await removeAbandoned(generations);
  // The old one first: hours of embedding should not end at a comparison that cannot be made.
  const old = settings.live === undefined ? undefined : await GenerationVectors.open(settings.live);
  const bundle = await openBundle(settings.bundle);
  const { fingerprint: bundleFingerprint } = bundle;
  const { dimension } = bundle.manifest;
  const { seed, index } = indexExperimentOf(bundle, settings.bundle);

  await requireRoom(settings, bundle);
  const shards = await EmbeddedShards.open(work, { bundleFingerprint, dimension, catalogueSequence });
  if (!shards.isComplete) await embedMissing(shards, bundle, { settings, readPage, onProgress });

  const recipes = joined(shards.all, 'recipes', dimension);
  const images = joined(shards.all, 'images', dimension);
  const content = { bundleFingerprint, dimension, catalogueSequence, recipes, images };
  const { name } = await buildGeneration(generations, content, { settings: index, seed, onProgress });
  const report = await compareGenerations({
    new: await GenerationVectors.open(join(generations, name)),
    old,
    catalogue: {
      recipes: shards.all.flatMap(({ catalogue }) => catalogue.recipes),
      pairs: shards.all.flatMap(({ catalogue }) => catalogue.pairs),
    },
    seed,
  });
  return { name, report };
}

/** Hours of embedding should not end at a full disk. @throws SejeError DISK_FULL */
async function requireRoom(
  { generations, expected }: BuilderSettings,
  { manifest: { dimension, image } }: Bundle,
): Promise<void> {
  if (expected === undefined) return;
  const { featureDimension } = image;
  await requireFreeSpace(
    generations,
    bytesOfBuild({ ...expected, dimension, featureDimension }),
    'the index',
  );
}

async function embedMissing(
  shards: EmbeddedShards,
  bundle: Bundle,
  { settings, readPage, onProgress }: BuildHooks & { readonly settings: BuilderSettings },
): Promise<void> {
  const caches = await onceUnlocked(
    () => PhotoCaches.open(settings.photoFeatures, bundle.manifest.image),
    LOCK_WAIT_MS,
  );
  try {
    const options = encoderOptions(settings);
    const recipes = await openRecipeEncoder(bundle, options);
    const photos = await openPhotoEncoder(bundle, { ...options, caches });
    await embedPages(shards, {
      encoders: { recipes, photos },
      photos: await openPhotoStore(settings.photos),
      readPage,
      onProgress,
      total: settings.expected?.recipes,
    });
  } finally {
    caches.close();
  }
}

function indexExperimentOf({ manifest }: Bundle, folder: string): z.infer<typeof indexExperiment> {
  return validated(indexExperiment, manifest.experiment.settings, {
    where: `the experiment in bundle ${folder}`,
    code: 'BUNDLE_INVALID',
  });
}
