import type { RecipeSource } from '@seje/catalogue';
import { canonicalJson, sha256 } from '@seje/core';
import { join } from 'node:path';
import { loadBackbone } from '../backbones/load-backbone.js';
import type { FeatureSet } from '../data/feature-set.js';
import { readFeatureSet } from '../data/read-feature-set.js';
import type { Experiment } from '../experiment.js';
import { preprocess } from '../stages/preprocess.stage.js';
import { RunFolder } from '../stages/run-folder.js';
import type { ComparisonOptions } from './comparison-options.js';

/**
 * The features that an experiment reads, made unless they are there. Photo features are made once for all arms, text
 * features once for all arms that read the same; arms with and without f_cat share them.
 */
export async function armFeatures(
  asked: Experiment,
  source: RecipeSource,
  options: ComparisonOptions,
): Promise<FeatureSet> {
  const { folder, cacheDir, provider, engine, onProgress, signal } = options;
  const categoriser = asked.image.categoriser ?? options.categoriser;
  const experiment = { ...asked, image: { ...asked.image, categoriser } };
  const run = new RunFolder(featuresFolder(experiment, folder), {
    photoFeatures: join(folder, 'photo-features'),
  });
  const backbone = await loadBackbone(experiment.image.backbone, { cacheDir, onProgress });
  const context = { run, experiment, cacheDir, provider, engine, onProgress, signal };
  await run.exclusively(() => preprocess(context, source, backbone));
  const featureSet = await readFeatureSet(run.features);
  if (asked.image.categoriser !== undefined) return featureSet;
  const { photoCategories: _, ...withoutCategories } = featureSet;
  return withoutCategories;
}

function featuresFolder({ text, image, categories, seed }: Experiment, folder: string): string {
  const name = sha256(canonicalJson({ text, image, categories, seed })).slice(0, 12);
  return join(folder, 'features', name);
}
