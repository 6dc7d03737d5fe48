import {
  type ErrorCode,
  type OnProgress,
  type Partition,
  type RecipeRecord,
  SejeError,
  matrixOf,
} from '@seje/core';
import type { ImageFeature, ImageFeatureReader } from '@seje/encoders';
import type { Category, ExtractedText, TextFeatureExtractor } from '@seje/preprocessing';
import { readFile } from 'node:fs/promises';
import type { PairFeatures } from '../data/write-feature-set.js';
import type { FittedCategories } from '../fitting/fit-categories.js';
import { perPartition } from './partition-counts.js';

/** How many pairs came of it, and what was left out, by reason. */
export interface PairReport {
  readonly pairs: Readonly<Record<Partition, number>>;
  readonly photos: number;
  readonly dropped: Readonly<Partial<Record<ErrorCode | 'RECIPE_WITHOUT_PHOTO', number>>>;
  readonly sentencesWithoutVectors: number;
  /** Sentences of which only the beginning was read. */
  readonly sentencesCut: number;
  /** With a categoriser: photos by the dish that it sees in them, the most frequent first. */
  readonly photoDishes?: Readonly<Record<string, number>>;
  /** How many pairs each category has, by number, `background` first. */
  readonly categories: readonly (Category & Readonly<Record<Partition, number>>)[];
}

export interface PairFeatureOptions {
  /** Photos of a recipe that are used, the first ones. */
  readonly maxPhotos: number;
  readonly categories: FittedCategories;
  /** Photos in all, for progress. */
  readonly totalPhotos: number;
  readonly onProgress: OnProgress;
}

interface WaitingPair {
  readonly record: RecipeRecord;
  readonly text: ExtractedText;
  readonly photos: readonly Uint8Array[];
}

/** Photos that are sent through the trunk together; a multiple of its batch. */
const PHOTOS_AT_ONCE = 64;
/** Recipes whose text is read together. */
const RECIPES_AT_ONCE = 16;

/** Phase I applied to every recipe that has a photo: text and photo features, pair by pair, as a stream. */
export class PairFeatureReader {
  private readonly pairs = perPartition();
  private readonly dropped: Partial<Record<ErrorCode | 'RECIPE_WITHOUT_PHOTO', number>> = {};
  private photos = 0;
  private photosDone = 0;
  private sentencesWithoutVectors = 0;
  private sentencesCut = 0;
  /** Recipe id -> category, of every pair. */
  readonly categoryOf = new Map<string, number>();
  /** Photos by the dish that the categoriser sees in them. */
  private readonly perDish = new Map<string, number>();
  private readonly perCategory: Map<number, Record<Partition, number>>;

  constructor(
    private readonly extractor: TextFeatureExtractor,
    private readonly photoReader: ImageFeatureReader,
    private readonly options: PairFeatureOptions,
  ) {
    this.perCategory = new Map(options.categories.all.map(({ number }) => [number, perPartition()]));
  }

  async *read(records: AsyncIterable<RecipeRecord>): AsyncGenerator<PairFeatures> {
    let waiting: WaitingPair[] = [];
    let photos = 0;
    for await (const some of this.withPhotos(records)) {
      const texts = await this.extractor.extractAll(some);
      for (const [i, record] of some.entries()) {
        const pair = await this.pairOf(record, texts[i]!);
        if (pair === undefined) continue;
        waiting.push(pair);
        photos += pair.photos.length;
        if (photos < PHOTOS_AT_ONCE) continue;
        yield* await this.featuresOf(waiting);
        waiting = [];
        photos = 0;
      }
    }
    yield* await this.featuresOf(waiting);
  }

  /** Complete once the stream has ended. */
  report(): PairReport {
    const { pairs, photos, dropped, sentencesWithoutVectors, sentencesCut } = this;
    const categories = this.options.categories.all.map((category) => ({
      ...category,
      ...this.perCategory.get(category.number)!,
    }));
    const dishes = [...this.perDish].toSorted(([, a], [, b]) => b - a);
    const photoDishes = dishes.length > 0 && { photoDishes: Object.fromEntries(dishes) };
    return { pairs, photos, dropped, sentencesWithoutVectors, sentencesCut, categories, ...photoDishes };
  }

  /** The recipes that have a photo, some at a time. */
  private async *withPhotos(records: AsyncIterable<RecipeRecord>): AsyncGenerator<RecipeRecord[]> {
    let some: RecipeRecord[] = [];
    for await (const record of records) {
      if (record.photos.length === 0) {
        this.drop('RECIPE_WITHOUT_PHOTO');
        continue;
      }
      some.push(record);
      if (some.length < RECIPES_AT_ONCE) continue;
      yield some;
      some = [];
    }
    if (some.length > 0) yield some;
  }

  private async pairOf(record: RecipeRecord, text: ExtractedText): Promise<WaitingPair | undefined> {
    if (text.knownTerms === 0) return this.drop('RECIPE_UNKNOWN_WORDS');
    this.sentencesWithoutVectors += text.leftOut.sentencesWithoutVectors;
    this.sentencesCut += text.leftOut.sentencesCut;
    const used = record.photos.slice(0, this.options.maxPhotos);
    return { record, text, photos: await Promise.all(used.map(({ path }) => readFile(path))) };
  }

  private async featuresOf(waiting: readonly WaitingPair[]): Promise<PairFeatures[]> {
    const results = await this.photoReader.featureOrErrorOf(waiting.flatMap(({ photos }) => photos));
    let next = 0;
    const ready: PairFeatures[] = [];
    for (const { record, text, photos } of waiting) {
      const own = results.slice(next, (next += photos.length));
      for (const error of own) if (error instanceof SejeError) this.drop(error.code);
      const features = own.filter((result): result is ImageFeature => !(result instanceof SejeError));
      if (features.length === 0) {
        this.drop('RECIPE_WITHOUT_PHOTO');
        continue;
      }
      this.pairs[record.partition]++;
      const category = this.options.categories.of(record);
      this.categoryOf.set(record.id, category);
      this.perCategory.get(category)![record.partition]++;
      this.photos += features.length;
      for (const { category: dish } of features) {
        if (dish !== undefined) this.perDish.set(dish.name, (this.perDish.get(dish.name) ?? 0) + 1);
      }
      ready.push({
        id: record.id,
        partition: record.partition,
        category,
        term: text.term,
        sentences: matrixOf(text.sentenceCount, this.extractor.sentenceDimension, text.sentences),
        photos: features.map(({ feature }) => feature),
        ...(this.photoReader.categoryDimension > 0 && {
          photoCategories: features.map((one) => one.category!.vector),
        }),
      });
    }
    this.photosDone += results.length;
    this.options.onProgress({
      step: 'photo features',
      done: this.photosDone,
      total: this.options.totalPhotos,
    });
    return ready;
  }

  private drop(reason: ErrorCode | 'RECIPE_WITHOUT_PHOTO'): undefined {
    this.dropped[reason] = (this.dropped[reason] ?? 0) + 1;
  }
}
