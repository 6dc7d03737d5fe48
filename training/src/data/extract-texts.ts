import { type RecipeRecord, inBatches, matrixOf } from '@seje/core';
import type { TextFeatureExtractor } from '@seje/preprocessing';
import type { StoredText } from './text-feature-shards.js';

/** Recipes whose text is read together. */
const RECIPES_AT_ONCE = 16;

/** The text features of each recipe, in order. */
export async function* extractTexts(
  records: AsyncIterable<RecipeRecord> | Iterable<RecipeRecord>,
  extractor: TextFeatureExtractor,
): AsyncGenerator<StoredText> {
  for await (const some of inBatches(records, RECIPES_AT_ONCE)) yield* await textsOf(some, extractor);
}

async function textsOf(
  records: readonly RecipeRecord[],
  extractor: TextFeatureExtractor,
): Promise<StoredText[]> {
  const extracted = await extractor.extractAll(records);
  return records.map(({ id, partition, title }, i) => {
    const { term, knownTerms, termsFromWords, unknownTerms, ...rest } = extracted[i]!;
    const { sentences, sentenceCount, leftOut } = rest;
    return {
      id,
      partition,
      title,
      knownTerms,
      termsFromWords,
      unknownTerms: unknownTerms.length,
      sentenceCount,
      sentencesWithoutVectors: leftOut.sentencesWithoutVectors,
      sentencesCut: leftOut.sentencesCut,
      term,
      sentences: matrixOf(sentenceCount, extractor.sentenceDimension, sentences),
    };
  });
}
