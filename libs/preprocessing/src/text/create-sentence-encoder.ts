import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { join } from 'node:path';
import type { BertEncoderOptions } from './bert-encoder.js';
import { createBertSentenceEncoder } from './bert-sentence-encoder.js';
import { HashedWords } from './hashed-words.js';
import { type LstmSentenceEncoder, openLstmSentenceEncoder } from './lstm-sentence-encoder.js';
import { MeanSentenceEncoder } from './mean-sentence-encoder.js';
import type { SentenceEncoder } from './sentence-encoder.js';
import type { TermVectors } from './term-vectors.js';
import { checkFile } from './open-text-encoder.js';
import { SentenceVocabulary } from './sentence-words.js';
import type { HashedWordsState, SentencesState, TextState } from './text-state.js';
import { type TokenEncoder, heldEncoder } from './token-encoder.js';

export interface SentenceEncoderParts {
  readonly vectors: TermVectors;
  /** Needed for `bert`. */
  readonly textEncoder: TokenEncoder | undefined;
  /** The folder of the state, where the file of `lstm` lies. */
  readonly directory: string;
  readonly options: BertEncoderOptions;
}

/**
 * The sentence encoder that a text state names.
 * @throws SejeError MODEL_INVALID; for `lstm` also BUNDLE_INVALID, BUNDLE_MISMATCH, EXECUTION_PROVIDER_UNAVAILABLE,
 * ADDON_NOT_BUILT
 */
export async function createSentenceEncoder(
  { sentences }: TextState,
  parts: SentenceEncoderParts,
): Promise<SentenceEncoder> {
  if (sentences.name === 'lstm') return openLstm(sentences, parts);
  if (sentences.name === 'bert') return createBertSentenceEncoder(heldEncoder(parts.textEncoder));
  return new MeanSentenceEncoder(parts.vectors);
}

async function openLstm(
  { encoderSha256, dimension, maxWords, hashedWords }: Extract<SentencesState, { name: 'lstm' }>,
  { vectors, directory, options }: SentenceEncoderParts,
): Promise<LstmSentenceEncoder> {
  const path = join(directory, OPTIONAL_BUNDLE_FILES.sentenceEncoder);
  await checkFile(path, encoderSha256);
  const vocabulary = new SentenceVocabulary(vectors.terms, maxWords);
  const parts = { vocabulary, hidden: dimension, hashedWords: hashedWords && hashedWordsOf(hashedWords) };
  return openLstmSentenceEncoder(path, parts, options);
}

function hashedWordsOf({ dimension, sentences, frequencies }: HashedWordsState): HashedWords {
  return new HashedWords(
    { documents: sentences, frequencies: new Map(Object.entries(frequencies)) },
    dimension,
  );
}
