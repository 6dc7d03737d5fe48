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
  const { cacheDir, provider, engine, onProgress, signal } = options;
  const experiment = withCategoriser(asked, options);
  const run = armRun(asked, options);
  const backbone = await loadBackbone(experiment.image.backbone, { cacheDir, onProgress });
  const context = { run, experiment, cacheDir, provider, engine, onProgress, signal };
  await run.exclusively(() => preprocess(context, source, backbone));
  const featureSet = await readFeatureSet(run.features);
  if (asked.image.categoriser !== undefined) return featureSet;
  const { photoCategories: _, ...withoutCategories } = featureSet;
  return withoutCategories;
}

/** The run folder with the features of an arm's experiment, photo features aside. */
export function armRun(
  asked: Experiment,
  options: Pick<ComparisonOptions, 'folder' | 'categoriser'>,
): RunFolder {
  const { folder } = options;
  const { text, image, categories, seed } = withCategoriser(asked, options);
  const name = sha256(canonicalJson({ text, image, categories, seed })).slice(0, 12);
  return new RunFolder(join(folder, 'features', name), { photoFeatures: join(folder, 'photo-features') });
}

function withCategoriser(
  asked: Experiment,
  { categoriser }: Pick<ComparisonOptions, 'categoriser'>,
): Experiment {
  return { ...asked, image: { ...asked.image, categoriser: asked.image.categoriser ?? categoriser } };
}
