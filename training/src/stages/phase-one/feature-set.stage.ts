import { writeRecipe1MClasses } from '@seje/catalogue';
import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { PhotoFeatureCache } from '@seje/encoders';
import { readCategoriserState, readLabelVectors } from '@seje/preprocessing';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../../data/feature-set-manifest.js';
import { readPhotoTable } from '../../data/photo-table.js';
import { TextFeatureShards } from '../../data/text-feature-shards.js';
import { writeFeatureSet } from '../../data/write-feature-set.js';
import { type FitCategoriesReport, openCategoryAssignment } from '../../fitting/fit-categories.js';
import { type Dishes, PairFeatureReader, type PairReport } from '../pair-features.js';
import { stoppable } from '../stoppable.js';
import type { CategoriserOutcome } from './categoriser.stage.js';
import type { PhaseOne } from './phase-one.js';
import type { Made } from './phase-one-stages.js';
import type { ReadOutcome } from './read.stage.js';

const VERSION = 2;

export interface FeatureSetFrom {
  readonly read: Made<ReadOutcome>;
  readonly categories: Made<FitCategoriesReport>;
  readonly categoriser: Made<CategoriserOutcome | null>;
  readonly textFeatures: Made<unknown>;
  readonly photoFeatures: Made<unknown>;
}

/** What Phase II trains on: the feature set, and `classes1M.pkl`, out of what the other stages made. */
export async function featureSetStage(
  { run, stages, source, experiment, backbone, onProgress, signal }: PhaseOne,
  { read, categories, categoriser, textFeatures, photoFeatures }: FeatureSetFrom,
): Promise<Made<PairReport>> {
  const { sentences = 'float32' } = experiment.features ?? {};
  const inputs = {
    categories: categories.sha256,
    categoriser: categoriser.sha256,
    textFeatures: textFeatures.sha256,
    photoFeatures: photoFeatures.sha256,
    backbone: backbone.fingerprint,
    ...(sentences !== 'float32' && { sentences }),
  };
  const files = [join(run.features, MANIFEST_FILE), run.classes];
  return stages.run({ name: 'feature-set', version: VERSION, inputs, files }, async () => {
    const { recipesWithPhoto } = read.report;
    const assignment = await openCategoryAssignment(categories.report.source, {
      out: run.text,
      classesFile: source.classesFile,
    });
    const shards = await TextFeatureShards.open(run.textFeatures);
    const cache = PhotoFeatureCache.open(run.photoFeatures, { ...backbone, mode: 'read' });
    try {
      const dishes = categoriser.report === null ? undefined : await dishesIn(run.categoriser);
      const reader = new PairFeatureReader({
        dishes,
        categories: assignment,
        cache,
        recipesWithPhoto,
        recipesWithoutPhoto: read.report.read.recipes - recipesWithPhoto,
        onProgress,
      });
      const pairs = reader.read(stoppable(shards.read(), signal), readPhotoTable(run.photoTable));
      await writeFeatureSet(run.features, pairs, {
        dimensions: {
          ...shards.index.dimensions,
          photos: backbone.featureDimension,
          photoCategories: dishes?.vectors.columns ?? 0,
        },
        categoryCount: categories.report.count,
        inputs: { backbone: backbone.fingerprint },
        sentences,
      });
      const names = new Map(assignment.all.map(({ number, name }) => [number, name]));
      await writeRecipe1MClasses(run.classes, { classOf: reader.categoryOf, names });
      return reader.report();
    } finally {
      cache.close();
    }
  });
}

async function dishesIn(directory: string): Promise<Dishes> {
  const { categoriserState, labelVectors } = OPTIONAL_BUNDLE_FILES;
  const { labels } = await readCategoriserState(join(directory, categoriserState));
  return { labels, vectors: await readLabelVectors(join(directory, labelVectors)) };
}
