import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { SejeError, isThere, sha256OfFile } from '@seje/core';
import { join } from 'node:path';
import { type BertEncoderOptions, openBertEncoder } from './bert-encoder.js';
import type { TextState } from './text-state.js';
import { SharedTokenEncoder, type TokenEncoder } from './token-encoder.js';

/**
 * The BERT-family encoder of a text state, opened once for all that read with it; each of them releases it, the
 * last one frees it. Absent where the state has none.
 * @param directory the folder of the state, where the encoder's files lie
 * @throws SejeError BUNDLE_INVALID, BUNDLE_MISMATCH, MODEL_INVALID, EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT
 */
export async function openTextEncoder(
  { rater, sentences }: Pick<TextState, 'rater' | 'sentences'>,
  directory: string,
  options: BertEncoderOptions,
): Promise<TokenEncoder | undefined> {
  const holders = [rater, sentences].filter((holder) => holder.name === 'bert');
  if (holders.length === 0) return undefined;
  const encoder = join(directory, OPTIONAL_BUNDLE_FILES.textEncoder);
  const tokenizer = join(directory, OPTIONAL_BUNDLE_FILES.tokenizer);
  for (const { encoderSha256, tokenizerSha256 } of holders) {
    await checkFile(encoder, encoderSha256);
    await checkFile(tokenizer, tokenizerSha256);
  }
  return new SharedTokenEncoder(await openBertEncoder({ encoder, tokenizer }, options), holders.length);
}

/**
 * That a file beside a text state is the one that the state was fitted with.
 * @throws SejeError BUNDLE_INVALID (missing), BUNDLE_MISMATCH (another one)
 */
export async function checkFile(path: string, expectedSha256: string): Promise<void> {
  if (!(await isThere(path))) {
    throw new SejeError('BUNDLE_INVALID', {
      message: 'A file of the text features is missing',
      expected: path,
      found: 'no such file',
      remedy: 'Restore it from a copy, or fit the text features again.',
    });
  }
  const found = await sha256OfFile(path);
  if (found === expectedSha256) return;
  throw new SejeError('BUNDLE_MISMATCH', {
    message: `${path} is not the file that the text features were fitted with`,
    expected: `sha256 ${expectedSha256}`,
    found: `sha256 ${found}`,
    remedy: 'Take all files from one run.',
  });
}
