import { type OnnxSession, type OnnxTensor, createOnnxSession } from '@seje/artifacts';
import { type Matrix, SejeError, matrixOf } from '@seje/core';
import type { BertEncoderOptions } from './bert-encoder.js';
import type { ReadSentences, SentenceEncoder } from './sentence-encoder.js';
import { type SentenceFeature, encodedTogether } from './sentence-feature.js';
import type { SentenceVocabulary } from './sentence-words.js';

/** Sentences in one run of the network. */
const BATCH = 64;

/**
 * The last state of an LSTM that was trained to predict the next instruction (skip-thought, Kiros et al. 2015). A
 * sentence none of whose words is known is left out.
 */
export class LstmSentenceEncoder implements SentenceEncoder {
  constructor(
    private readonly session: OnnxSession,
    private readonly vocabulary: SentenceVocabulary,
    /** H, width of the state. */
    readonly dimension: number,
  ) {}

  async encode(recipes: readonly ReadSentences[]): Promise<SentenceFeature[]> {
    const inputs = recipes.map(({ terms }) => terms.map((sentence) => this.vocabulary.read(sentence)));
    return encodedTogether(inputs, async (sentences) => this.states(sentences));
  }

  /**
   * @param sentences numbers of words, at least one each
   * @returns [sentences.length, H]
   * @throws SejeError MODEL_INVALID
   */
  async states(sentences: readonly (readonly number[])[]): Promise<Matrix> {
    const states = matrixOf(sentences.length, this.dimension);
    // sentences of like length go together, so that little is padded
    const order = [...sentences.keys()].sort((a, b) => sentences[a]!.length - sentences[b]!.length);
    for (let from = 0; from < order.length; from += BATCH) {
      const batch = order.slice(from, from + BATCH);
      const data = await this.run(batch.map((i) => sentences[i]!));
      for (const [row, i] of batch.entries()) {
        states.data.set(data.subarray(row * this.dimension, (row + 1) * this.dimension), i * this.dimension);
      }
    }
    return states;
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  /** [B, H], row-major; the padding is masked by `wordCounts`. */
  private async run(batch: readonly (readonly number[])[]): Promise<Float32Array> {
    const longest = Math.max(...batch.map((ids) => ids.length));
    const words = new Int32Array(batch.length * longest);
    for (const [row, ids] of batch.entries()) words.set(ids, row * longest);
    const { state } = await this.session.run({
      words: { dims: [batch.length, longest], data: words },
      wordCounts: { dims: [batch.length], data: Int32Array.from(batch, (ids) => ids.length) },
    });
    return this.checked(state, batch.length);
  }

  private checked(state: OnnxTensor | undefined, rows: number): Float32Array {
    const fits = state?.dims.length === 2 && state.dims[0] === rows && state.dims[1] === this.dimension;
    if (fits && state.data instanceof Float32Array) return state.data;
    throw new SejeError('MODEL_INVALID', {
      message: 'The sentence encoder gives something else than a state for each sentence',
      expected: `an output \`state\`, float32 [${rows}, ${this.dimension}]`,
      found: state === undefined ? 'none' : `[${state.dims.join(', ')}]`,
      remedy: 'Fit the text features again.',
    });
  }
}

/**
 * Opens an exported sentence encoder.
 * @param model its file, or the file's bytes
 * @throws SejeError FILE_NOT_FOUND, MODEL_INVALID, EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT
 */
export async function openLstmSentenceEncoder(
  model: string | Uint8Array,
  { vocabulary, dimension }: { readonly vocabulary: SentenceVocabulary; readonly dimension: number },
  options: BertEncoderOptions,
): Promise<LstmSentenceEncoder> {
  const encoder = new LstmSentenceEncoder(await createOnnxSession(model, options), vocabulary, dimension);
  try {
    await encoder.states([[vocabulary.unknown]]);
    return encoder;
  } catch (error) {
    await encoder.release();
    throw error;
  }
}
