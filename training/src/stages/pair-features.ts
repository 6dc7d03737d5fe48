import { type ErrorCode, type Matrix, type OnProgress, type Partition, SejeError, rowOf } from '@seje/core';
import type { PhotoFeatureCache } from '@seje/encoders';
import type { Category } from '@seje/preprocessing';
import type { PhotoTableRow } from '../data/photo-table.js';
import type { StoredText } from '../data/text-feature-shards.js';
import type { PairFeatures } from '../data/write-feature-set.js';
import type { CategoryAssignment } from '../fitting/fit-categories.js';
import { perPartition } from './partition-counts.js';

/** How many pairs came of it, and what was left out, by reason. */
export interface PairReport {
  readonly pairs: Readonly<Record<Partition, number>>;
  readonly photos: number;
  readonly dropped: Readonly<Partial<Record<ErrorCode | 'RECIPE_WITHOUT_PHOTO', number>>>;
  /** Key terms of the pairs: with a vector, of these from the vectors of their words, and without, left out. */
  readonly keyTerms: { readonly known: number; readonly fromWords: number; readonly unknown: number };
  readonly sentencesWithoutVectors: number;
  /** Sentences of which only the beginning was read. */
  readonly sentencesCut: number;
  /** With a categoriser: photos by the dish that it sees in them, the most frequent first. */
  readonly photoDishes?: Readonly<Record<string, number>>;
  /** How many pairs each category has, by number, `background` first. */
  readonly categories: readonly (Category & Readonly<Record<Partition, number>>)[];
}

/** The categoriser's labels with f_cat of each. */
export interface Dishes {
  readonly labels: readonly string[];
  /** [labels, Dc] */
  readonly vectors: Matrix;
}

export interface PairFeatureParts {
  readonly dishes?: Dishes | undefined;
  readonly categories: CategoryAssignment;
  readonly cache: Pick<PhotoFeatureCache, 'get'>;
  readonly recipesWithPhoto: number;
  /** Counted as left out. */
  readonly recipesWithoutPhoto: number;
  readonly onProgress: OnProgress;
}

/** Puts the features of each recipe's text and of its photos together, pair by pair, as a stream. */
export class PairFeatureReader {
  private readonly pairs = perPartition();
  private readonly dropped: Partial<Record<ErrorCode | 'RECIPE_WITHOUT_PHOTO', number>> = {};
  private photos = 0;
  private readonly keyTerms = { known: 0, fromWords: 0, unknown: 0 };
  private sentencesWithoutVectors = 0;
  private sentencesCut = 0;
  /** Recipe id -> category, of every pair. */
  readonly categoryOf = new Map<string, number>();
  /** Photos by the dish that the categoriser sees in them. */
  private readonly perDish = new Map<string, number>();
  private readonly perCategory: Map<number, Record<Partition, number>>;

  constructor(private readonly parts: PairFeatureParts) {
    this.perCategory = new Map(parts.categories.all.map(({ number }) => [number, perPartition()]));
    if (parts.recipesWithoutPhoto > 0) this.dropped.RECIPE_WITHOUT_PHOTO = parts.recipesWithoutPhoto;
  }

  /**
   * @param texts of every recipe that has a photo
   * @param table the photos of the same recipes, in the same order
   * @throws SejeError FILE_DAMAGED (they are not of the same recipes, a feature is missing)
   */
  async *read(
    texts: AsyncIterable<StoredText>,
    table: AsyncIterable<PhotoTableRow>,
  ): AsyncGenerator<PairFeatures> {
    const { recipesWithPhoto: total, onProgress } = this.parts;
    const rows = table[Symbol.asyncIterator]();
    let count = 0;
    for await (const text of texts) {
      const { value: row, done } = await rows.next();
      if (done === true || row.id !== text.id) {
        throw damaged({ expected: `photos of recipe ${text.id}`, found: done === true ? 'none' : row.id });
      }
      const pair = this.pairOf(text, row);
      if (pair !== undefined) yield pair;
      onProgress({ step: 'pairs', done: ++count, total });
    }
  }

  /** Complete once the stream has ended. */
  report(): PairReport {
    const { pairs, photos, dropped, keyTerms, sentencesWithoutVectors, sentencesCut } = this;
    const categories = this.parts.categories.all.map((category) => ({
      ...category,
      ...this.perCategory.get(category.number)!,
    }));
    const dishes = [...this.perDish].toSorted(([, a], [, b]) => b - a);
    const photoDishes = dishes.length > 0 && { photoDishes: Object.fromEntries(dishes) };
    return {
      pairs,
      photos,
      dropped,
      keyTerms,
      sentencesWithoutVectors,
      sentencesCut,
      categories,
      ...photoDishes,
    };
  }

  private pairOf(text: StoredText, row: PhotoTableRow): PairFeatures | undefined {
    const { id, partition, term, sentences } = text;
    if (text.knownTerms === 0) return this.drop('RECIPE_UNKNOWN_WORDS');
    this.keyTerms.known += text.knownTerms;
    this.keyTerms.fromWords += text.termsFromWords;
    this.keyTerms.unknown += text.unknownTerms;
    this.sentencesWithoutVectors += text.sentencesWithoutVectors;
    this.sentencesCut += text.sentencesCut;
    const { dishes } = this.parts;
    const photos: Float32Array[] = [];
    const photoCategories: Float32Array[] = [];
    for (const photo of row.photos) {
      if ('error' in photo) {
        this.drop(photo.error);
        continue;
      }
      photos.push(this.featureOf(photo.key, id));
      if (dishes === undefined) continue;
      const dish = dishes.labels[photo.label!]!;
      this.perDish.set(dish, (this.perDish.get(dish) ?? 0) + 1);
      photoCategories.push(rowOf(dishes.vectors, photo.label!));
    }
    if (photos.length === 0) return this.drop('RECIPE_WITHOUT_PHOTO');
    const category = this.parts.categories.of(text);
    this.pairs[partition]++;
    this.categoryOf.set(id, category);
    this.perCategory.get(category)![partition]++;
    this.photos += photos.length;
    const features = { id, partition, category, term, sentences, photos };
    return dishes === undefined ? features : { ...features, photoCategories };
  }

  private featureOf(key: string, id: string): Float32Array {
    const feature = this.parts.cache.get(key);
    if (feature !== undefined) return feature;
    throw damaged({ expected: `the feature ${key} of a photo of recipe ${id} in the cache`, found: 'none' });
  }

  private drop(reason: ErrorCode | 'RECIPE_WITHOUT_PHOTO'): undefined {
    this.dropped[reason] = (this.dropped[reason] ?? 0) + 1;
  }
}

function damaged(clauses: { expected: string; found: string }): SejeError {
  return new SejeError('FILE_DAMAGED', {
    message: 'The features of texts and of photos do not belong together',
    ...clauses,
    remedy: 'Delete the folders phase-one and stages of this run, then run "seje preprocess" again.',
  });
}
