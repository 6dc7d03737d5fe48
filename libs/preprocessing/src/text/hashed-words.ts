import { l2Normalised } from '@seje/core';
import { createHash } from 'node:crypto';
import { wordsOfTerm } from './lexicon.js';
import { type DocumentFrequencies, smoothIdf } from './tf-idf-rater.js';

/** Where a word counts, and what for: its inverse document frequency, with a sign. */
interface Place {
  readonly at: number;
  readonly value: number;
}

/**
 * The bag of a sentence's words, weighted by TF-IDF, in a fixed width: every word has a place and a sign by its hash
 * (feature hashing, Weinberger et al. 2009), so that words nobody has seen in train count too. The wider, the
 * nearer the dot product of two sentences comes to the cosine of their TF-IDF bags.
 */
export class HashedWords {
  private readonly places = new Map<string, Place>();

  /** @param seen in how many of the train sentences each word occurs. @param dimension L, places for words */
  constructor(
    private readonly seen: DocumentFrequencies,
    readonly dimension: number,
  ) {
    for (const word of seen.frequencies.keys()) this.places.set(word, this.placeOf(word));
  }

  /**
   * @param terms of one sentence; joined ones count as their words
   * @returns [L], of length 1; zeros for a sentence without a term
   */
  row(terms: readonly string[]): Float32Array {
    const row = new Float32Array(this.dimension);
    for (const word of terms.flatMap(wordsOfTerm)) {
      const { at, value } = this.places.get(word) ?? this.placeOf(word);
      row[at]! += value;
    }
    return l2Normalised(row);
  }

  private placeOf(word: string): Place {
    const hash = createHash('sha256').update(word).digest();
    const idf = smoothIdf(this.seen.documents, this.seen.frequencies.get(word) ?? 0);
    return { at: hash.readUInt32LE(0) % this.dimension, value: hash[4]! % 2 === 0 ? idf : -idf };
  }
}
