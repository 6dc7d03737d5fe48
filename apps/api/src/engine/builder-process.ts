import { setPriority } from 'node:os';
import { openBundle } from '@seje/artifacts';
import { MemoryCatalogue, openRecipeSource } from '@seje/catalogue';
import { type OnProgress, validated } from '@seje/core';
import { PhotoCaches, embedCatalogue, openPhotoEncoder, openRecipeEncoder } from '@seje/encoders';
import { type GenerationSettings, buildGeneration, removeAbandoned } from '@seje/retrieval';
import { z } from 'zod';
import { connectToParent } from './parent-port.js';
import type { EngineSettings, FromBuilder, ToBuilder } from './protocol.js';
import { encoderOptions } from './query-engine.js';
import { toWire } from './wire-error.js';

/** Niceness while building: queries come first. */
const NICENESS = 10;
/** Shortest time between two progress messages, milliseconds. */
const REPORT_EVERY_MS = 200;

/** Role `builder`: builds one generation, reports, ends. */
export function runBuilder(): void {
  const port = connectToParent<ToBuilder, FromBuilder>();
  port.onMessage(({ settings }) => void work(settings));

  const work = async (settings: EngineSettings): Promise<void> => {
    try {
      setPriority(NICENESS);
      const report = throttled((progress) => void port.send({ type: 'progress', progress }));
      await port.send({ type: 'built', generation: await build(settings, report) });
    } catch (error) {
      await port.send({ type: 'failed', error: toWire(error) });
    }
    process.exit(0);
  };
}

/** The part of the bundle's experiment that an index needs; `buildGeneration` validates its settings. */
const indexExperiment = z.object({ seed: z.int(), index: z.custom<GenerationSettings>() });

async function build(settings: EngineSettings, onProgress: OnProgress): Promise<string> {
  const { data, generations, photoFeatures } = settings;
  await removeAbandoned(generations);
  const bundle = await openBundle(settings.bundle);
  const { dimension, experiment, image } = bundle.manifest;
  const { seed, index } = validated(indexExperiment, experiment.settings, {
    where: `the experiment in bundle ${settings.bundle}`,
    code: 'BUNDLE_INVALID',
  });
  const catalogue = await MemoryCatalogue.from(await openRecipeSource(data));
  const caches = PhotoCaches.open(photoFeatures, image);
  try {
    const options = encoderOptions(settings);
    const encoders = {
      recipes: await openRecipeEncoder(bundle, options),
      photos: await openPhotoEncoder(bundle, { ...options, caches }),
    };
    const { recipes, images } = await embedCatalogue(catalogue.records(), encoders, {
      total: catalogue.size,
      onProgress,
    });
    const content = { bundleFingerprint: bundle.fingerprint, dimension, recipes, images };
    const manifest = await buildGeneration(generations, content, { settings: index, seed, onProgress });
    return manifest.name;
  } finally {
    caches.close();
  }
}

/** Passes on the first and last report of each step, and others at a bounded rate. */
function throttled(report: OnProgress): OnProgress {
  let step = '';
  let last = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (progress.step === step && progress.done !== progress.total && now - last < REPORT_EVERY_MS) return;
    step = progress.step;
    last = now;
    report(progress);
  };
}
