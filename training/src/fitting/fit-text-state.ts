import { BUNDLE_FILES } from '@seje/artifacts';
import { sha256OfFile } from '@seje/core';
import {
  ENGLISH_STOP_WORDS,
  type EntitiesState,
  type SentencesState,
  TEXT_STATE_FORMAT,
  type TextState,
  taggerFiles,
  writeTextState,
} from '@seje/preprocessing';
import { join } from 'node:path';
import type { Experiment } from '../experiment.js';
import { keyTermsState } from './key-terms-state.js';
import { placeTextEncoder } from './text-encoder-files.js';

export interface TextStateParts extends Pick<
  TextState,
  'documents' | 'documentFrequencies' | 'lexicon' | 'termDimension' | 'termCount'
> {
  readonly settings: Experiment['text'];
  /** Of the sentence encoder `lstm`, where it was fitted. */
  readonly sentences?: SentencesState | undefined;
}

/**
 * Puts together what was fitted for text as `text.json`, with the files of the text encoder beside it where one is used.
 * @throws SejeError FILE_NOT_FOUND (the encoder in `text.bert`), DISK_WRITE_FAILED
 */
export async function writeFittedText(
  out: string,
  { settings, sentences, ...fitted }: TextStateParts,
): Promise<void> {
  await writeTextState(join(out, BUNDLE_FILES.text), {
    format: TEXT_STATE_FORMAT,
    ...(await placeTextEncoder(settings, out, sentences)),
    keyTerms: keyTermsState(settings.keyTerms),
    entities: await entitiesState(settings.entities, out),
    stopWords: [...ENGLISH_STOP_WORDS],
    maxIngredients: settings.maxIngredients,
    maxSentences: settings.maxSentences,
    ...fitted,
  });
}

/** What the text state says of the entities: for `tagger` with the SHA-256 of its files, which lie there already. */
async function entitiesState(entities: Experiment['text']['entities'], out: string): Promise<EntitiesState> {
  if (entities === 'rules') return { name: 'rules' };
  const { network, vocabulary } = taggerFiles(out);
  return {
    name: 'tagger',
    networkSha256: await sha256OfFile(network),
    vocabularySha256: await sha256OfFile(vocabulary),
  };
}
