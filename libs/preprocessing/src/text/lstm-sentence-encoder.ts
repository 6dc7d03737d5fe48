import { type OnnxSession, type OnnxTensor, createOnnxSession } from '@seje/artifacts';
import { type Matrix, SejeError, matrixOf, rowOf } from '@seje/core';
import type { BertEncoderOptions } from './bert-encoder.js';
import type { HashedWords } from './hashed-words.js';
import type { ReadSentences, SentenceEncoder } from './sentence-encoder.js';
import { type SentenceFeature, encodedTogether } from './sentence-feature.js';
import type { SentenceVocabulary, SentenceWords } from './sentence-words.js';

/** Sentences in one run of the network. */
const BATCH = 64;

export interface LstmParts {
  readonly vocabulary: SentenceVocabulary;
  /** H, width of the state. */
  readonly hidden: number;
  /** Gives the rows their second part; absent: they are the states alone. */
  readonly hashedWords?: HashedWords | undefined;
}

/**
 * The last state of an LSTM that was trained to predict the next instruction (skip-thought, Kiros et al. 2015). A
 * sentence none of whose words is known is left out. Ours, where it is asked for: beside the state the sentence's
 * hashed words, all of them, since a state forgets which rare words it has read.
 */
export class LstmSentenceEncoder implements SentenceEncoder {
  constructor(
    private readonly session: OnnxSession,
    private readonly parts: LstmParts,
  ) {}

  get dimension(): number {
    const { hidden, hashedWords } = this.parts;
    return hidden + (hashedWords?.dimension ?? 0);
  }

  async encode(recipes: readonly ReadSentences[]): Promise<SentenceFeature[]> {
    const inputs = recipes.map(({ terms }) => terms.map((sentence) => this.inputOf(sentence)));
    return encodedTogether(inputs, async (sentences) => {
      const states = await this.states(sentences.map(({ ids }) => ids));
      return withHashedWords(states, (i) => sentences[i]!.terms, this.parts.hashedWords);
    });
  }

  /**
   * @param sentences numbers of words, at least one each
   * @returns [sentences.length, H]
   * @throws SejeError MODEL_INVALID
   */
  async states(sentences: readonly (readonly number[])[]): Promise<Matrix> {
    const { hidden } = this.parts;
    const states = matrixOf(sentences.length, hidden);
    // sentences of like length go together, so that little is padded
    const order = [...sentences.keys()].sort((a, b) => sentences[a]!.length - sentences[b]!.length);
    for (let from = 0; from < order.length; from += BATCH) {
      const batch = order.slice(from, from + BATCH);
      const data = await this.run(batch.map((i) => sentences[i]!));
      for (const [row, i] of batch.entries()) {
        states.data.set(data.subarray(row * hidden, (row + 1) * hidden), i * hidden);
      }
    }
    return states;
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private inputOf(terms: readonly string[]): (SentenceWords & { terms: readonly string[] }) | undefined {
    const read = this.parts.vocabulary.read(terms);
    return read && { ...read, terms };
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
    const { hidden } = this.parts;
    const fits = state?.dims.length === 2 && state.dims[0] === rows && state.dims[1] === hidden;
    if (fits && state.data instanceof Float32Array) return state.data;
    throw new SejeError('MODEL_INVALID', {
      message: 'The sentence encoder gives something else than a state for each sentence',
      expected: `an output \`state\`, float32 [${rows}, ${hidden}]`,
      found: state === undefined ? 'none' : `[${state.dims.join(', ')}]`,
      remedy: 'Fit the text features again.',
    });
  }
}

/**
 * Rows of f_sent: the states, each followed by the hashed words of its sentence.
 * @param states [N, H]
 * @param termsOf the terms of sentence i
 * @returns [N, H + L]; the states themselves without `hashedWords`
 */
export function withHashedWords(
  states: Matrix,
  termsOf: (sentence: number) => readonly string[],
  hashedWords: HashedWords | undefined,
): Matrix {
  if (hashedWords === undefined) return states;
  const rows = matrixOf(states.rows, states.columns + hashedWords.dimension);
  for (let i = 0; i < rows.rows; i++) {
    const row = rowOf(rows, i);
    row.set(rowOf(states, i));
    row.set(hashedWords.row(termsOf(i)), states.columns);
  }
  return rows;
}

/**
 * Opens an exported sentence encoder.
 * @param model its file, or the file's bytes
 * @throws SejeError FILE_NOT_FOUND, MODEL_INVALID, EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT
 */
export async function openLstmSentenceEncoder(
  model: string | Uint8Array,
  parts: LstmParts,
  options: BertEncoderOptions,
): Promise<LstmSentenceEncoder> {
  const encoder = new LstmSentenceEncoder(await createOnnxSession(model, options), parts);
  try {
    await encoder.states([[parts.vocabulary.unknown]]);
    return encoder;
  } catch (error) {
    await encoder.release();
    throw error;
  }
}
