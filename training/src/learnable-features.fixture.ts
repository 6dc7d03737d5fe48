import { type Matrix, PARTITIONS, type Partition, Random, matrixFromRows } from '@seje/core';
import type { FeatureRow, FeatureSet } from './data/feature-set.js';
import { SentencesInMemory } from './data/sentences/sentences-in-memory.js';

export interface LearnableSettings {
  readonly pairs: Readonly<Record<Partition, number>>;
  readonly termDimension: number;
  readonly sentenceDimension: number;
  readonly photoDimension: number;
  readonly maxSentences: number;
  /** C, `background` included, which every fifth recipe has; 1 unless told. */
  readonly categories?: number;
  readonly seed?: number;
}

/** Numbers that recipes and photos have in common: what a network can learn. */
const SHARED = 12;
const NOISE = 0.3;

/**
 * A feature set that a correct trainer must fit: terms, sentences and photos are random linear images of
 * numbers that belong to the recipe, with noise; one to three photos a recipe.
 */
export function learnableFeatures(settings: LearnableSettings): FeatureSet {
  const random = Random.fromSeed(settings.seed ?? 1);
  const { categories = 1 } = settings;
  const mixing = (width: number): Matrix =>
    matrixFromRows(
      Array.from({ length: width }, () => Float32Array.from({ length: SHARED }, () => random.normal())),
    );
  const mixings = {
    term: mixing(settings.termDimension),
    sentence: mixing(settings.sentenceDimension),
    photo: mixing(settings.photoDimension),
  };
  const seen = (numbers: readonly number[], by: Matrix): Float32Array =>
    Float32Array.from({ length: by.rows }, (_, i) => {
      const sum = numbers.reduce((total, x, j) => total + x * by.data[i * SHARED + j]!, 0);
      return sum / Math.sqrt(SHARED) + NOISE * random.normal();
    });
  /** By the angle of two of the recipe's numbers, so that features tell it. */
  const categoryOf = (i: number, [x, y]: readonly number[]): number => {
    if (categories === 1 || i % 5 === 0) return 0;
    const turn = Math.atan2(y!, x!) / (2 * Math.PI) + 0.5; // 0 to 1
    return 1 + Math.min(categories - 2, Math.floor(turn * (categories - 1)));
  };
  const rows: FeatureRow[] = [];
  const term: Float32Array[] = [];
  const sentences: Float32Array[] = [];
  const photos: Float32Array[] = [];
  for (const partition of PARTITIONS) {
    for (let i = 0; i < settings.pairs[partition]; i++) {
      const numbers = Array.from({ length: SHARED }, () => random.normal());
      const sentenceCount = 1 + random.int(settings.maxSentences);
      const photoCount = 1 + random.int(3);
      rows.push({
        id: `${partition}-${i}`,
        partition,
        termRow: term.length,
        sentenceStart: sentences.length,
        sentenceCount,
        photoRows: Array.from({ length: photoCount }, (_, k) => photos.length + k),
        category: categoryOf(i, numbers),
      });
      term.push(seen(numbers, mixings.term));
      for (let s = 0; s < sentenceCount; s++) sentences.push(seen(numbers, mixings.sentence));
      for (let p = 0; p < photoCount; p++) photos.push(seen(numbers, mixings.photo));
    }
  }
  return {
    rows,
    term: matrixFromRows(term),
    sentences: new SentencesInMemory(matrixFromRows(sentences)),
    photos: matrixFromRows(photos),
    categoryCount: categories,
    fingerprint: `learnable ${JSON.stringify(settings)}`,
  };
}
