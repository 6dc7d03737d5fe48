import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { SejeError, isThere, sha256OfFile } from '@seje/core';
import { join } from 'node:path';
import { type BertEncoderOptions, openBertEncoder } from './bert-encoder.js';
import { BertRater } from './bert-rater.js';
import type { TermRater } from './term-rater.js';
import { TextRankRater } from './text-rank-rater.js';
import type { RaterState, TextState } from './text-state.js';
import { TfIdfRater } from './tf-idf-rater.js';
import { UniformRater } from './uniform-rater.js';

type BertState = Extract<RaterState, { name: 'bert' }>;

/** The raters that need nothing but the state. */
const RATERS: Readonly<Record<Exclude<RaterState['name'], 'bert'>, (state: TextState) => TermRater>> = {
  none: () => new UniformRater(),
  'tf-idf': ({ documents, documentFrequencies }) =>
    new TfIdfRater({ documents, frequencies: new Map(Object.entries(documentFrequencies)) }),
  'text-rank': () => new TextRankRater(),
};

/**
 * The rater that a text state names.
 * @param directory the folder of the state, where the files of `bert` lie
 * @throws SejeError BUNDLE_INVALID, BUNDLE_MISMATCH, MODEL_INVALID, EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT
 */
export async function createTermRater(
  state: TextState,
  directory: string,
  options: BertEncoderOptions,
): Promise<TermRater> {
  const { rater } = state;
  if (rater.name === 'bert') {
    const encoder = await openBertEncoder(await bertFiles(rater, directory), options);
    return new BertRater(encoder, new Set(state.stopWords));
  }
  return RATERS[rater.name](state);
}

async function bertFiles(
  { encoderSha256, tokenizerSha256 }: BertState,
  directory: string,
): Promise<{ encoder: string; tokenizer: string }> {
  const encoder = join(directory, OPTIONAL_BUNDLE_FILES.textEncoder);
  const tokenizer = join(directory, OPTIONAL_BUNDLE_FILES.tokenizer);
  await checkFile(encoder, encoderSha256);
  await checkFile(tokenizer, tokenizerSha256);
  return { encoder, tokenizer };
}

async function checkFile(path: string, expected: string): Promise<void> {
  if (!(await isThere(path))) {
    throw new SejeError('BUNDLE_INVALID', {
      message: 'A file of the term rater `bert` is missing',
      expected: path,
      found: 'no such file',
      remedy: 'Restore it from a copy, or fit the text features again.',
    });
  }
  const found = await sha256OfFile(path);
  if (found === expected) return;
  throw new SejeError('BUNDLE_MISMATCH', {
    message: `${path} is not the file that the text features were fitted with`,
    expected: `sha256 ${expected}`,
    found: `sha256 ${found}`,
    remedy: 'Take all files from one run.',
  });
}
