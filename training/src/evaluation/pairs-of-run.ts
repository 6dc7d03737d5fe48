import type { RecipeSource } from '@seje/catalogue';
import { type Partition, type RecipeRecord, SejeError } from '@seje/core';
import { RecipeCategories, readCategoriesState } from '@seje/preprocessing';
import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { join } from 'node:path';
import { type FeatureRow, rowsOfPartition } from '../data/feature-set.js';
import { readPhotoTable } from '../data/photo-table.js';
import { readFeatureSet } from '../data/read-feature-set.js';
import { embeddingModelOf } from '../embedding-model-of.js';
import type { Experiment } from '../experiment.js';
import type { EncoderWeights } from '../networks/joint-embedding.js';
import type { RunFolder } from '../stages/run-folder.js';
import { stoppable } from '../stages/stoppable.js';
import type { TrainReport } from '../stages/train.stage.js';
import { WEIGHTS_FILE, readTrainedWeights } from '../stages/trained-weights.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import type { EmbeddedPairs, EvaluatedPair } from './embedded-pairs.js';

export interface PairsOfRunOptions {
  readonly partition: Partition | 'all';
  readonly engine: TensorEngine;
  readonly signal: AbortSignal;
}

/**
 * Embeds the pairs of a run with its trained weights, from the features that the run has cached: nothing is
 * decoded or encoded again.
 * @param source the data set that the run was made from, for words and photos
 * @throws SejeError FILE_NOT_FOUND (a step has not run, the recipe is not in the data set)
 */
export async function pairsOfRun(
  run: RunFolder,
  source: RecipeSource,
  options: PairsOfRunOptions,
): Promise<EmbeddedPairs> {
  const { experiment } = await run.resultOf<TrainReport>('train', 'train');
  const weights = await readTrainedWeights(join(run.training, WEIGHTS_FILE));
  return pairsOfWeights(run, source, { ...options, experiment, weights });
}

/** The same with weights that were trained on the run's features, wherever they lie. */
export async function pairsOfWeights(
  run: RunFolder,
  source: RecipeSource,
  options: PairsOfRunOptions & { readonly experiment: Experiment; readonly weights: EncoderWeights },
): Promise<EmbeddedPairs> {
  const { partition, engine, signal, experiment, weights } = options;
  const featureSet = await readFeatureSet(run.features);
  const model = embeddingModelOf(engine.tf, weights, experiment);
  try {
    const rows = partition === 'all' ? [...featureSet.rows] : rowsOfPartition(featureSet, partition);
    const records = await recordsOf(stoppable(source.read(), signal), rows);
    const photos = await firstUsedPhotos(run.photoTable, records);
    const state = await readCategoriesState(join(run.text, OPTIONAL_BUNDLE_FILES.categories));
    return {
      pairs: rows.map(({ id, category }) => pairOf(records.get(id)!, { photo: photos.get(id)!, category })),
      embeddings: {
        recipes: model.embedRecipes(featureSet, rows),
        images: model.embedPhotos(
          featureSet,
          rows.map(({ photoRows }) => photoRows[0]!),
        ),
      },
      categories: new RecipeCategories(state).all,
    };
  } finally {
    model.dispose();
    featureSet.sentences.close();
  }
}

type PairRecord = Pick<RecipeRecord, 'id' | 'title' | 'ingredients' | 'entities' | 'photos'>;

function pairOf(
  { id, title, ingredients, entities, photos }: PairRecord,
  { photo, category }: { readonly photo: number; readonly category: number },
): EvaluatedPair {
  const recipe = { id, title, ingredients, ...(entities !== undefined && { entities }) };
  return { recipe, photo: photos[photo]!, category };
}

/** Recipe id -> its record without instructions, of every row. @throws SejeError FILE_NOT_FOUND */
async function recordsOf(
  records: AsyncIterable<RecipeRecord>,
  rows: readonly FeatureRow[],
): Promise<Map<string, PairRecord>> {
  const wanted = new Set(rows.map(({ id }) => id));
  const found = new Map<string, PairRecord>();
  for await (const { instructions: _, ...record } of records) {
    if (wanted.has(record.id)) found.set(record.id, record);
  }
  const missing = rows.find(({ id }) => !found.has(id));
  if (missing === undefined) return found;
  throw new SejeError('FILE_NOT_FOUND', {
    message: 'The data set is not the one that the run was made from',
    expected: `its recipe ${missing.id}`,
    found: `${found.size} of ${rows.length} recipes`,
    remedy: 'Name the folder that "seje preprocess" read with --data.',
  });
}

/** Recipe id -> which of its photos is the first of its feature rows: those that could not be read have none. */
async function firstUsedPhotos(
  photoTable: string,
  records: ReadonlyMap<string, unknown>,
): Promise<Map<string, number>> {
  const first = new Map<string, number>();
  for await (const { id, photos } of readPhotoTable(photoTable)) {
    if (!records.has(id)) continue;
    first.set(
      id,
      photos.findIndex((photo) => 'key' in photo),
    );
  }
  return first;
}
