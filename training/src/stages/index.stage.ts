import { type Bundle, type ExecutionProviderChoice } from '@seje/artifacts';
import type { RecipeSource } from '@seje/catalogue';
import type { ErrorCode, OnProgress } from '@seje/core';
import { embedCatalogue } from '@seje/encoders';
import {
  type GenerationManifest,
  activateGeneration,
  buildGeneration,
  removeAbandoned,
  removeSuperseded,
} from '@seje/retrieval';
import type { Experiment } from '../experiment.js';
import { withEncoders } from './bundle-encoders.js';
import { stoppable } from './stoppable.js';

export interface IndexOptions {
  /** Folder that receives the generation. */
  readonly generations: string;
  /** Folder of pooled photo features. */
  readonly photoFeatures: string;
  readonly settings: Experiment['index'];
  readonly seed: number;
  readonly provider: ExecutionProviderChoice;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

export interface IndexReport {
  readonly generation: string;
  readonly recipes: GenerationManifest['recipes'];
  readonly images: GenerationManifest['images'];
  /** What could not be embedded, by reason. */
  readonly dropped: Readonly<Partial<Record<ErrorCode, number>>>;
}

/**
 * Embeds every recipe and photo of a source with a bundle, builds a generation and makes it current; the one
 * before is kept, older ones go.
 */
export async function buildIndex(
  bundle: Bundle,
  source: RecipeSource,
  options: IndexOptions,
): Promise<IndexReport> {
  const { generations, settings, seed, onProgress, signal } = options;
  const { recipes, images, dropped } = await withEncoders(bundle, options, (encoders) =>
    embedCatalogue(stoppable(source.read(), signal), encoders, { onProgress, signal }),
  );
  await removeAbandoned(generations);
  const manifest = await buildGeneration(
    generations,
    { bundleFingerprint: bundle.fingerprint, dimension: bundle.manifest.dimension, recipes, images },
    { settings, seed, onProgress },
  );
  await activateGeneration(generations, manifest.name);
  await removeSuperseded(generations);
  return { generation: manifest.name, recipes: manifest.recipes, images: manifest.images, dropped };
}
