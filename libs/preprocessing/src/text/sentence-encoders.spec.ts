import { matrixOf } from '@seje/core';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBertEncoder } from './bert-encoder.js';
import { createBertSentenceEncoder } from './bert-sentence-encoder.js';
import { MeanSentenceEncoder } from './mean-sentence-encoder.js';
import { describeSentenceEncoder } from './sentence-encoder.contract.js';
import { TermVectors } from './term-vectors.js';
import { SharedTokenEncoder, type TokenEncoder } from './token-encoder.js';

const WORDS = ['simmer', 'onions', 'water', 'season', 'salt', 'pepper', 'stir'];
const vectors = new TermVectors(
  WORDS,
  matrixOf(
    WORDS.length,
    4,
    Float32Array.from({ length: 4 * WORDS.length }, (_, i) => Math.sin(i + 1)),
  ),
);
const minilm = join(process.env['SEJE_CACHE'] ?? '.seje/cache', 'minilm');

describeSentenceEncoder('mean', async () => new MeanSentenceEncoder(vectors));
describeSentenceEncoder('bert', async (ctx) => {
  if (!existsSync(join(minilm, 'tokenizer.json'))) {
    ctx.skip(`no text encoder in ${minilm}: npm run minilm:install`);
  }
  const paths = { encoder: join(minilm, 'model.onnx'), tokenizer: join(minilm, 'tokenizer.json') };
  return createBertSentenceEncoder(await openBertEncoder(paths, { provider: 'cpu' }));
});

/** A token a character; its state says which. */
const letters: TokenEncoder & { released: number } = {
  released: 0,
  tokenize: (piece) => Array.from(piece, (letter) => letter.charCodeAt(0)),
  encode: async (windows) =>
    windows.map((ids) => [0, ...ids, 0].map((id) => Float32Array.of(id === 97 ? 3 : 0, id === 98 ? 4 : 0))),
  release: async () => void letters.released++,
};

describe('the sentence encoder bert', () => {
  it('takes the mean over all tokens, at length 1, and counts what it reads only in part', async () => {
    const encoder = await createBertSentenceEncoder(letters);
    const long = `${'a'.repeat(254)}bbb`;
    const [feature] = await encoder.encode([{ text: ['ab', '12', long], terms: [] }]);
    expect([...feature!.rows]).toEqual([0.6, 0.8, 1, 0].map(Math.fround));
    expect(feature).toMatchObject({ count: 2, skipped: 1, cut: 1 });
  });

  it('is freed when the last of its holders lets go', async () => {
    letters.released = 0;
    const shared = new SharedTokenEncoder(letters, 2);
    await shared.release();
    expect(letters.released).toBe(0);
    await shared.release();
    expect(letters.released).toBe(1);
  });
});
