import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { SejeError, fsyncDirectory, messageOf, sha256OfFile } from '@seje/core';
import type { RaterState } from '@seje/preprocessing';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Experiment } from '../experiment.js';

/** The files of a text encoder as sentence-transformers and others export them: name there, name in a bundle. */
const FILES = {
  encoder: { from: 'model.onnx', to: OPTIONAL_BUNDLE_FILES.textEncoder },
  tokenizer: { from: 'tokenizer.json', to: OPTIONAL_BUNDLE_FILES.tokenizer },
} as const;

type RaterSettings = Pick<Experiment['text'], 'rater' | 'bert'>;

/**
 * What the text state says of the rater: for `bert` with the SHA-256 of its files.
 * @throws SejeError FILE_NOT_FOUND
 */
export async function termRaterState({ rater, bert }: RaterSettings): Promise<RaterState> {
  if (rater !== 'bert') return { name: rater };
  return {
    name: rater,
    encoderSha256: await fingerprint(bert!, FILES.encoder.from),
    tokenizerSha256: await fingerprint(bert!, FILES.tokenizer.from),
  };
}

/**
 * Copies the rater's files, if it has any, to the folder of the text state, so that the state and every bundle
 * made of it need nothing else.
 * @throws SejeError FILE_NOT_FOUND, DISK_WRITE_FAILED
 */
export async function placeTermRater(settings: RaterSettings, out: string): Promise<RaterState> {
  const state = await termRaterState(settings);
  await mkdir(out, { recursive: true });
  for (const { from, to } of Object.values(FILES)) {
    const target = join(out, to);
    await rm(target, { force: true });
    if (state.name !== 'bert') continue;
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
  return state;
}

async function fingerprint(folder: string, name: string): Promise<string> {
  const path = resolve(folder, name);
  return sha256OfFile(path).catch((error: unknown) => {
    throw new SejeError('FILE_NOT_FOUND', {
      message: 'The text encoder of the rater `bert` could not be read',
      expected: path,
      found: messageOf(error),
      remedy:
        'Set text.bert to a folder with model.onnx and tokenizer.json; `npm run minilm:install` fetches a small one.',
      cause: error,
    });
  });
}
