import { BUNDLE_FILES } from '@seje/artifacts';
import { type Recipe, SejeError } from '@seje/core';
import { join } from 'node:path';
import { Lexicon } from './lexicon.js';
import { sentenceFeature } from './sentence-feature.js';
import { termFeature } from './term-feature.js';
import { type LinesLeftOut, type RecipeTerms, TermReader, termLines } from './term-lines.js';
import type { TermRater } from './term-rater.js';
import type { TermVectors } from './term-vectors.js';
import type { TextFeatures } from './text-features.js';
import { type TextState, readTextState } from './text-state.js';
import { TfIdfRater } from './tf-idf-rater.js';
import { readVocabBin } from './vocab-bin.js';

/** Text features and what was left out on the way. */
export interface ExtractedText extends TextFeatures {
  readonly leftOut: LinesLeftOut & {
    /** Sentences none of whose terms has an embedding. */
    readonly sentencesWithoutVectors: number;
  };
}

/** Why a recipe has the features it has. */
export interface TextExplanation {
  /** Ingredient entities found in the ingredient lines, each once, in order of first appearance. */
  readonly entities: readonly string[];
  readonly lines: RecipeTerms;
  /** Every term that has an embedding with its rating scaled to sum to 1, highest first. */
  readonly ratings: readonly { readonly term: string; readonly rating: number }[];
  /** Terms without an embedding, in order of first appearance. */
  readonly unknownTerms: readonly string[];
}

/** Phase I for text, applied: the same code for the train partition and for one query. */
export class TextFeatureExtractor {
  private readonly lexicon: Lexicon;
  private readonly reader: TermReader;
  private readonly rater: TermRater;

  constructor(
    state: TextState,
    private readonly vectors: TermVectors,
  ) {
    this.lexicon = new Lexicon(state.lexicon);
    this.reader = new TermReader(new Set(state.stopWords), this.lexicon, state);
    this.rater = new TfIdfRater({
      documents: state.documents,
      frequencies: new Map(Object.entries(state.documentFrequencies)),
    });
  }

  /** Width of f_term. */
  get termDimension(): number {
    return this.vectors.dimension;
  }

  /** Width of one row of f_sent. */
  get sentenceDimension(): number {
    return this.vectors.dimension;
  }

  extract(recipe: Recipe): ExtractedText {
    const terms = this.reader.read(recipe);
    const weighted = termFeature(this.rater.rate(termLines(terms)), this.vectors);
    const sentences = sentenceFeature(terms.sentences, this.vectors);
    return {
      term: weighted.vector,
      knownTerms: weighted.known,
      sentences: sentences.rows,
      sentenceCount: sentences.count,
      leftOut: { ...terms.leftOut, sentencesWithoutVectors: sentences.skipped },
    };
  }

  explain(recipe: Recipe): TextExplanation {
    const terms = this.reader.read(recipe);
    const ratings = this.rater.rate(termLines(terms));
    const unknownTerms = termFeature(ratings, this.vectors).unknown;
    for (const term of unknownTerms) ratings.delete(term);
    const total = [...ratings.values()].reduce((sum, rating) => sum + rating, 0);
    return {
      entities: [...new Set(terms.ingredients.flat())].filter((term) => this.lexicon.has(term)),
      lines: terms,
      ratings: [...ratings]
        .map(([term, rating]) => ({ term, rating: rating / total }))
        .sort((a, b) => b.rating - a.rating),
      unknownTerms,
    };
  }
}

/**
 * Opens fitted text features (`text.json` and `vocab.bin`) in a folder.
 * @throws SejeError FILE_NOT_FOUND, JSON_INVALID, FILE_DAMAGED, BUNDLE_INVALID, BUNDLE_MISMATCH
 */
export async function openTextFeatureExtractor(directory: string): Promise<TextFeatureExtractor> {
  const path = join(directory, BUNDLE_FILES.text);
  const [state, vectors] = await Promise.all([
    readTextState(path),
    readVocabBin(join(directory, BUNDLE_FILES.termVectors)),
  ]);
  if (state.termDimension !== vectors.dimension || state.termCount !== vectors.size) {
    throw new SejeError('BUNDLE_MISMATCH', {
      message: `${path} and the term vectors beside it come from different runs`,
      expected: `${state.termCount} vectors of ${state.termDimension} numbers`,
      found: `${vectors.size} of ${vectors.dimension}`,
      remedy: 'Take both files from one run.',
    });
  }
  return new TextFeatureExtractor(state, vectors);
}
