/** Phase I features of one recipe, the recipe encoder's input. */
export interface TextFeatures {
  /** f_term, the rating-weighted mean of the term embeddings, [termDimension]; zeros where no term has a vector. */
  readonly term: Float32Array;
  /** f_sent, one row a sentence, [sentenceCount x sentenceDimension]; at least one row (zeros if there is no sentence). */
  readonly sentences: Float32Array;
  readonly sentenceCount: number;
  /** How many key terms had a vector: 0 means that the encoder knows none of the recipe's words. */
  readonly knownTerms: number;
}
