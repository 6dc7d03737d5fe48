import type { ReadSentences, SentenceEncoder } from './sentence-encoder.js';
import { type SentenceFeature, sentenceFeature } from './sentence-feature.js';
import { type TermVectors, meanOf } from './term-vectors.js';

/** The mean term embedding of each sentence; a term that occurs twice counts twice. */
export class MeanSentenceEncoder implements SentenceEncoder {
  constructor(private readonly vectors: TermVectors) {}

  get dimension(): number {
    return this.vectors.dimension;
  }

  async encode(recipes: readonly ReadSentences[]): Promise<SentenceFeature[]> {
    return recipes.map(({ terms }) => this.featureOf(terms));
  }

  async release(): Promise<void> {}

  private featureOf(sentences: readonly (readonly string[])[]): SentenceFeature {
    const { vectors, dimension } = this;
    const means = sentences
      .map((terms) => terms.map((term) => vectors.embedding(term)).filter((vector) => vector !== undefined))
      .filter((embeddings) => embeddings.length > 0)
      .map((embeddings) => meanOf(embeddings, dimension));
    return sentenceFeature(means, { dimension, skipped: sentences.length - means.length, cut: 0 });
  }
}
