import { type Bundle, type ExecutionProviderChoice, OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import type { RecipeSource } from '@seje/catalogue';
import {
  type ErrorCode,
  type OnProgress,
  type Partition,
  type RecipeRecord,
  chosenRows,
  isThere,
} from '@seje/core';
import { embedCatalogue } from '@seje/encoders';
import { RecipeCategories, readCategoriesState } from '@seje/preprocessing';
import { join } from 'node:path';
import { withEncoders } from '../stages/bundle-encoders.js';
import { stoppable } from '../stages/stoppable.js';
import type { EmbeddedPairs, EvaluatedPair } from './embedded-pairs.js';

export interface PairsOfBundleOptions {
  readonly partition: Partition | 'all';
  /** Folder of the photo cache. */
  readonly photoFeatures: string;
  readonly provider: ExecutionProviderChoice;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** What of a data set was left out, by reason. */
export interface PairsOfBundle extends EmbeddedPairs {
  readonly dropped: Readonly<Partial<Record<ErrorCode, number>>>;
}

/**
 * Embeds the pairs of a data set, which the bundle need not have seen, with its exported encoders: every
 * recipe that has a photo, with its first one.
 */
export async function pairsOfBundle(
  bundle: Bundle,
  source: RecipeSource,
  options: PairsOfBundleOptions,
): Promise<PairsOfBundle> {
  const { partition, onProgress, signal } = options;
  const categories = await categoriesOf(bundle);
  const found: EvaluatedPair[] = [];
  const records = notedPairs(stoppable(source.read(), signal), { partition, categories, found });
  const embedded = await withEncoders(bundle, options, (encoders) =>
    embedCatalogue(records, encoders, { onProgress, signal }),
  );
  const recipeRow = rowById(embedded.recipes.ids);
  const imageRow = rowById(embedded.images.ids);
  const pairs = found.filter(({ recipe, photo }) => recipeRow.has(recipe.id) && imageRow.has(photo.id));
  return {
    pairs,
    embeddings: {
      recipes: chosenRows(
        embedded.recipes.vectors,
        pairs.map(({ recipe }) => recipeRow.get(recipe.id)!),
      ),
      images: chosenRows(
        embedded.images.vectors,
        pairs.map(({ photo }) => imageRow.get(photo.id)!),
      ),
    },
    categories: categories.all,
    dropped: embedded.dropped,
  };
}

/** As the bundle tells them from titles; one without categories knows `background` alone. */
async function categoriesOf(bundle: Bundle): Promise<RecipeCategories> {
  const path = join(bundle.directory, OPTIONAL_BUNDLE_FILES.categories);
  const none = { categories: [], excludedWords: [] };
  return new RecipeCategories((await isThere(path)) ? await readCategoriesState(path) : none);
}

/** The recipes of a partition that have a photo, each with its first photo alone. */
export async function* withFirstPhoto(
  records: AsyncIterable<RecipeRecord>,
  partition: Partition | 'all',
): AsyncGenerator<RecipeRecord & { readonly photos: readonly [RecipeRecord['photos'][number]] }> {
  for await (const record of records) {
    const [photo] = record.photos;
    if (photo === undefined || (partition !== 'all' && record.partition !== partition)) continue;
    yield { ...record, photos: [photo] };
  }
}

/** @param found takes each recipe and its first photo as a pair, in the data set's order */
async function* notedPairs(
  records: AsyncIterable<RecipeRecord>,
  to: {
    readonly partition: Partition | 'all';
    readonly categories: RecipeCategories;
    readonly found: EvaluatedPair[];
  },
): AsyncGenerator<RecipeRecord> {
  for await (const record of withFirstPhoto(records, to.partition)) {
    const { id, title, ingredients, entities } = record;
    const recipe = { id, title, ingredients, ...(entities !== undefined && { entities }) };
    to.found.push({ recipe, photo: record.photos[0], category: to.categories.of(title).number });
    yield record;
  }
}

function rowById(ids: readonly string[]): Map<string, number> {
  return new Map(ids.map((id, row) => [id, row]));
}
