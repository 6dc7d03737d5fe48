import { type ExecutionProvider, type OnnxSession } from '@seje/artifacts';
import { type Matrix, matrixOf } from '@seje/core';
import type { TextFeatures } from '@seje/preprocessing';
import { chunksOf } from './chunks.js';
import { unitVectors } from './unit-vectors.js';

/** Phase I features as the recipe head takes them. */
export type RecipeFeatures = Pick<TextFeatures, 'term' | 'sentences' | 'sentenceCount'>;

export interface HeadOptions {
  /** E, width of the joint space. */
  readonly dimension: number;
  /** Rows in one run of the network: more is faster per row and takes more memory. */
  readonly microBatch?: number;
}

/** Rows in one run: past this, time per row no longer falls on a CPU. */
const MICRO_BATCH = 32;

/** The exported recipe encoder: Phase I features -> unit vector. */
export class RecipeHead {
  constructor(
    private readonly session: OnnxSession,
    private readonly options: HeadOptions,
  ) {}

  get provider(): ExecutionProvider {
    return this.session.provider;
  }

  /**
   * @returns [features.length, dimension], rows of length 1
   * @throws SejeError VECTOR_INVALID (features of another width, or an output that is no unit vector)
   */
  async encode(features: readonly RecipeFeatures[]): Promise<Matrix> {
    const vectors = matrixOf(features.length, this.options.dimension);
    let done = 0;
    for (const batch of chunksOf(features, this.options.microBatch ?? MICRO_BATCH)) {
      vectors.data.set((await this.run(batch)).data, done * vectors.columns);
      done += batch.length;
    }
    return vectors;
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  /** Pads to the batch's longest recipe; the padding is masked by `sentenceCounts`. */
  private async run(batch: readonly RecipeFeatures[]): Promise<Matrix> {
    const rows = batch.length;
    const longest = Math.max(...batch.map(({ sentenceCount }) => sentenceCount));
    const termWidth = batch[0]!.term.length;
    const sentenceWidth = batch[0]!.sentences.length / batch[0]!.sentenceCount;
    const term = new Float32Array(rows * termWidth);
    const sentences = new Float32Array(rows * longest * sentenceWidth);
    for (const [i, recipe] of batch.entries()) {
      term.set(recipe.term, i * termWidth);
      sentences.set(recipe.sentences, i * longest * sentenceWidth);
    }
    const { embedding } = await this.session.run({
      term: { dims: [rows, termWidth], data: term },
      sentences: { dims: [rows, longest, sentenceWidth], data: sentences },
      sentenceCounts: { dims: [rows], data: Int32Array.from(batch, ({ sentenceCount }) => sentenceCount) },
    });
    return unitVectors(embedding, { rows, columns: this.options.dimension }, 'The recipe encoder');
  }
}
