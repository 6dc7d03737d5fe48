import type { Bundle, ExecutionProviderChoice } from '@seje/artifacts';
import type { RecipeSource } from '@seje/catalogue';
import {
  type ErrorCode,
  type OnProgress,
  type Partition,
  type RecipeRecord,
  SejeError,
  matrixFromRows,
  rowOf,
} from '@seje/core';
import { type EmbeddedCatalogue, embedCatalogue } from '@seje/encoders';
import { type EvaluationReport, type PairEmbeddings, evaluateRetrieval } from '@seje/retrieval';
import { withEncoders } from './bundle-encoders.js';
import { stoppable } from './stoppable.js';

export interface EvaluateOptions {
  readonly partition: Partition | 'all';
  readonly bagSize: number;
  readonly bags: number;
  readonly seed: number;
  readonly photoFeatures: string;
  readonly provider: ExecutionProviderChoice;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** What `evaluation.json` holds: the report, and what it is a report of. */
export interface BundleEvaluation extends EvaluationReport {
  readonly partition: Partition | 'all';
  readonly pairs: number;
  readonly seed: number;
  readonly dropped: Readonly<Partial<Record<ErrorCode, number>>>;
  readonly bundle: { readonly fingerprint: string; readonly experiment: string };
  readonly dataFingerprint: string;
}

/**
 * Ranks the pairs of a data set, which the bundle need not have seen, with its exported encoders: every
 * recipe that has a photo, with its first one.
 * @throws SejeError DATA_EMPTY where fewer than two pairs are left
 */
export async function evaluateBundle(
  bundle: Bundle,
  source: RecipeSource,
  options: EvaluateOptions,
): Promise<BundleEvaluation> {
  const { partition, bagSize, bags, seed, onProgress } = options;
  const { pairs, dropped } = await embeddedPairs(bundle, source, options);
  const report = await evaluateRetrieval(pairs, { bagSize, bags, seed, onProgress });
  return {
    ...report,
    partition,
    pairs: pairs.images.rows,
    seed,
    dropped,
    bundle: { fingerprint: bundle.fingerprint, experiment: bundle.manifest.experiment.name },
    dataFingerprint: await source.fingerprint(),
  };
}

export type EmbedPairsOptions = Omit<EvaluateOptions, 'bagSize' | 'bags' | 'seed'>;

export interface EmbeddedPairs {
  readonly pairs: PairEmbeddings;
  readonly dropped: EmbeddedCatalogue['dropped'];
}

/**
 * Both embeddings of every recipe of a partition that has a photo, by the encoders of a bundle.
 * @throws SejeError DATA_EMPTY where fewer than two pairs are left
 */
export async function embeddedPairs(
  bundle: Bundle,
  source: RecipeSource,
  options: EmbedPairsOptions,
): Promise<EmbeddedPairs> {
  const { partition, onProgress, signal } = options;
  const photoOf = new Map<string, string>();
  const records = firstPhotos(stoppable(source.read(), signal), { partition, photoOf });
  const embedded = await withEncoders(bundle, options, (encoders) =>
    embedCatalogue(records, encoders, { onProgress, signal }),
  );
  const pairs = pairsOf(embedded, photoOf);
  if (pairs.images.rows < 2) {
    throw new SejeError('DATA_EMPTY', {
      message: `There is nothing to rank in the partition "${partition}"`,
      expected: 'at least two recipes with a photo',
      found: `${pairs.images.rows}`,
      remedy: 'Choose another partition with --partition, or another data set.',
    });
  }
  return { pairs, dropped: embedded.dropped };
}

/**
 * The recipes of a partition that have a photo, each with its first photo alone.
 * @param photoOf takes each recipe's id -> that photo's id, in the data set's order
 */
export async function* firstPhotos(
  records: AsyncIterable<RecipeRecord>,
  { partition, photoOf }: { readonly partition: Partition | 'all'; readonly photoOf: Map<string, string> },
): AsyncGenerator<RecipeRecord> {
  for await (const record of records) {
    const [photo] = record.photos;
    if (photo === undefined || (partition !== 'all' && record.partition !== partition)) continue;
    photoOf.set(record.id, photo.id);
    yield { ...record, photos: [photo] };
  }
}

/** Pairs both of whose sides could be embedded, in the data set's order. */
function pairsOf(
  { recipes, images }: EmbeddedCatalogue,
  photoOf: ReadonlyMap<string, string>,
): PairEmbeddings {
  const recipeRow = new Map(recipes.ids.map((id, row) => [id, row]));
  const imageRow = new Map(images.ids.map((id, row) => [id, row]));
  const rows: { readonly recipe: Float32Array; readonly image: Float32Array }[] = [];
  for (const [id, photoId] of photoOf) {
    const [recipe, image] = [recipeRow.get(id), imageRow.get(photoId)];
    if (recipe === undefined || image === undefined) continue;
    rows.push({ recipe: rowOf(recipes.vectors, recipe), image: rowOf(images.vectors, image) });
  }
  const width = recipes.vectors.columns;
  return {
    recipes: matrixFromRows(
      rows.map(({ recipe }) => recipe),
      width,
    ),
    images: matrixFromRows(
      rows.map(({ image }) => image),
      width,
    ),
  };
}
