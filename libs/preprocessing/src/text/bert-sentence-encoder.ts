import { type Matrix, l2Normalised, matrixFromRows } from '@seje/core';
import type { ReadSentences, SentenceEncoder } from './sentence-encoder.js';
import { type SentenceFeature, encodedTogether } from './sentence-feature.js';
import { meanOf } from './term-vectors.js';
import type { TokenEncoder } from './token-encoder.js';

/** Tokens of a sentence that are read, special ones included; BERT's own limit is 512. */
const SENTENCE_TOKENS = 256;

/**
 * A pre-trained sentence embedding: the mean over all tokens of the sentence, the special ones included, to length
 * 1, as sentence-transformers pools. A sentence without a letter is left out.
 */
export class BertSentenceEncoder implements SentenceEncoder {
  constructor(
    private readonly encoder: TokenEncoder,
    /** Width of the encoder's hidden state. */
    readonly dimension: number,
  ) {}

  async encode(recipes: readonly ReadSentences[]): Promise<SentenceFeature[]> {
    const inputs = recipes.map(({ text }) => text.map((sentence) => this.inputOf(sentence)));
    return encodedTogether(inputs, async (sentences) => this.embed(sentences.map(({ ids }) => ids)));
  }

  async release(): Promise<void> {
    await this.encoder.release();
  }

  private inputOf(sentence: string): { ids: readonly number[]; cut: boolean } | undefined {
    if (!/\p{L}/u.test(sentence)) return undefined;
    const ids = this.encoder.tokenize(sentence);
    const most = SENTENCE_TOKENS - 2;
    return { ids: ids.slice(0, most), cut: ids.length > most };
  }

  private async embed(sentences: readonly (readonly number[])[]): Promise<Matrix> {
    const states = await this.encoder.encode(sentences);
    const rows = states.map((tokens) => l2Normalised(meanOf(tokens, this.dimension)));
    return matrixFromRows(rows, this.dimension);
  }
}

/** @param encoder is released with what is returned. @throws SejeError MODEL_INVALID */
export async function createBertSentenceEncoder(encoder: TokenEncoder): Promise<BertSentenceEncoder> {
  const [states] = await encoder.encode([[]]);
  return new BertSentenceEncoder(encoder, states![0]!.length);
}
