import { sha256OfFile } from '@seje/core';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTermRater } from './create-term-rater.js';
import { openTextEncoder } from './open-text-encoder.js';
import { ENGLISH_STOP_WORDS } from './stop-words.js';
import { describeTermRater } from './term-rater.contract.js';
import type { TermRater } from './term-rater.js';
import { type RaterState, TEXT_STATE_FORMAT, type TextState } from './text-state.js';

const minilm = join(process.env['SEJE_CACHE'] ?? '.seje/cache', 'minilm');

function stateWith(rater: RaterState): TextState {
  return {
    format: TEXT_STATE_FORMAT,
    rater,
    keyTerms: { name: 'all-words' },
    entities: { name: 'rules' },
    sentences: { name: 'mean' },
    documents: 9,
    documentFrequencies: { salt: 9, stir: 3 },
    lexicon: [],
    stopWords: [...ENGLISH_STOP_WORDS],
    maxIngredients: 20,
    maxSentences: 20,
    termDimension: 2,
    termCount: 0,
  };
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seje-raters-'));
});
afterAll(async () => rm(directory, { recursive: true }));

/** The text state of a run with MiniLM, its files in `directory`. */
async function bertState(ctx: TestContext): Promise<TextState> {
  if (!existsSync(join(minilm, 'tokenizer.json'))) {
    ctx.skip(`no text encoder in ${minilm}: npm run minilm:install`);
  }
  const encoder = join(directory, 'text-encoder.onnx');
  const tokenizer = join(directory, 'tokenizer.json');
  await copyFile(join(minilm, 'model.onnx'), encoder);
  await copyFile(join(minilm, 'tokenizer.json'), tokenizer);
  return stateWith({
    name: 'bert',
    encoderSha256: await sha256OfFile(encoder),
    tokenizerSha256: await sha256OfFile(tokenizer),
  });
}

const open = async (state: TextState): Promise<TermRater> =>
  createTermRater(state, await openTextEncoder(state, directory, { provider: 'cpu' }));

for (const name of ['none', 'tf-idf', 'text-rank'] as const) {
  describeTermRater(name, async () => open(stateWith({ name })));
}
describeTermRater('bert', async (ctx) => open(await bertState(ctx)));

describe('the rater bert on MiniLM', () => {
  it('rates what the dish is made of above how much and how long', async (ctx) => {
    const rater = await open(await bertState(ctx));
    const text = ['Onion soup', '2 onions', '1 l water', 'Simmer the onions in water for 20 minutes.'];
    const lines = [['onion', 'soup'], ['onions'], ['water'], ['simmer', 'onions', 'water', 'minutes']];
    const [rating] = await rater.rate([{ text, lines }]);
    await rater.release();
    for (const term of ['onion', 'onions', 'soup']) {
      expect(rating!.get(term)!).toBeGreaterThan(rating!.get('minutes')!);
    }
  });

  it('refuses files that are missing, of another run, or no encoder', async (ctx) => {
    const state = await bertState(ctx);
    const bert = state.rater as Extract<RaterState, { name: 'bert' }>;
    const other = stateWith({ ...bert, encoderSha256: '0'.repeat(64) });
    await expect(open(other)).rejects.toThrow(expect.objectContaining({ code: 'BUNDLE_MISMATCH' }));

    const path = join(directory, 'tokenizer.json');
    await writeFile(path, '{}');
    const empty = stateWith({ ...bert, tokenizerSha256: await sha256OfFile(path) });
    await expect(open(empty)).rejects.toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }));
    await rm(path);
    await expect(open(state)).rejects.toThrow(expect.objectContaining({ code: 'BUNDLE_INVALID' }));
  });
});
