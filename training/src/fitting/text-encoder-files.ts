import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { SejeError, fsyncDirectory, messageOf, sha256OfFile } from '@seje/core';
import type { SentencesState, TextState } from '@seje/preprocessing';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Experiment } from '../experiment.js';
import { readsWithBert } from './text-settings.js';

/** The files of a text encoder as sentence-transformers and others export them: name there, name in a bundle. */
const FILES = {
  encoder: { from: 'model.onnx', to: OPTIONAL_BUNDLE_FILES.textEncoder },
  tokenizer: { from: 'tokenizer.json', to: OPTIONAL_BUNDLE_FILES.tokenizer },
} as const;

type EncoderSettings = Pick<Experiment['text'], 'rater' | 'sentenceEncoder' | 'bert'>;

/** What the text state says of all that may read with a text encoder. */
export type EncoderStates = Pick<TextState, 'rater' | 'sentences'>;

/**
 * What the text state says of rater and sentence encoder: for `bert` with the SHA-256 of its files.
 * @param fitted the sentence encoder `lstm`; without it sentences are `mean` or `bert`
 * @throws SejeError FILE_NOT_FOUND
 */
export async function encoderStates(
  settings: EncoderSettings,
  fitted?: SentencesState,
): Promise<EncoderStates> {
  const { rater, sentenceEncoder } = settings;
  const sentences = fitted ?? { name: 'mean' };
  if (rater !== 'bert' && sentenceEncoder !== 'bert') return { rater: { name: rater }, sentences };
  const files = {
    encoderSha256: await fingerprint(settings.bert!, FILES.encoder.from),
    tokenizerSha256: await fingerprint(settings.bert!, FILES.tokenizer.from),
  };
  return {
    rater: rater === 'bert' ? { name: rater, ...files } : { name: rater },
    sentences: sentenceEncoder === 'bert' ? { name: sentenceEncoder, ...files } : sentences,
  };
}

/**
 * Copies the files of the text encoder, if one is needed, to the folder of the text state, so that the state and
 * every bundle made of it need nothing else.
 * @throws SejeError FILE_NOT_FOUND, DISK_WRITE_FAILED
 */
export async function placeTextEncoder(
  settings: EncoderSettings,
  out: string,
  fitted?: SentencesState,
): Promise<EncoderStates> {
  const states = await encoderStates(settings, fitted);
  await mkdir(out, { recursive: true });
  for (const { from, to } of Object.values(FILES)) {
    const target = join(out, to);
    await rm(target, { force: true });
    if (!readsWithBert(settings)) continue;
    await copyFile(resolve(settings.bert!, from), target).catch((error: unknown) => {
      throw new SejeError('DISK_WRITE_FAILED', {
        message: `Could not write ${target}`,
        found: messageOf(error),
        remedy: 'Check free space and permissions of that folder, then try again.',
        cause: error,
      });
    });
  }
  await fsyncDirectory(out);
  return states;
}

async function fingerprint(folder: string, name: string): Promise<string> {
  const path = resolve(folder, name);
  return sha256OfFile(path).catch((error: unknown) => {
    throw new SejeError('FILE_NOT_FOUND', {
      message: 'The text encoder in `text.bert` could not be read',
      expected: path,
      found: messageOf(error),
      remedy:
        'Set text.bert to a folder with model.onnx and tokenizer.json; `npm run minilm:install` fetches a small one.',
      cause: error,
    });
  });
}
