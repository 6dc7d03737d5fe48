import { createBertSentenceEncoder } from './bert-sentence-encoder.js';
import { MeanSentenceEncoder } from './mean-sentence-encoder.js';
import type { SentenceEncoder } from './sentence-encoder.js';
import type { TermVectors } from './term-vectors.js';
import type { TextState } from './text-state.js';
import { type TokenEncoder, heldEncoder } from './token-encoder.js';

export interface SentenceEncoderParts {
  readonly vectors: TermVectors;
  /** Needed for `bert`. */
  readonly textEncoder: TokenEncoder | undefined;
}

/** The sentence encoder that a text state names. @throws SejeError MODEL_INVALID */
export async function createSentenceEncoder(
  { sentences }: TextState,
  { vectors, textEncoder }: SentenceEncoderParts,
): Promise<SentenceEncoder> {
  if (sentences.name === 'bert') return createBertSentenceEncoder(heldEncoder(textEncoder));
  return new MeanSentenceEncoder(vectors);
}
