import type { ExecutionProvider, OnnxSession, OnnxTensor } from '@seje/artifacts';
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

/** The exported recipe encoder: Phase I features -> unit vector. The file says whether it reads sentences. */
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

  private async run(batch: readonly RecipeFeatures[]): Promise<Matrix> {
    const rows = batch.length;
    const termWidth = batch[0]!.term.length;
    const term = new Float32Array(rows * termWidth);
    for (const [i, recipe] of batch.entries()) term.set(recipe.term, i * termWidth);
    const { embedding } = await this.session.run({
      term: { dims: [rows, termWidth], data: term },
      ...(this.session.inputNames.includes('sentences') ? paddedSentences(batch) : {}),
    });
    return unitVectors(embedding, { rows, columns: this.options.dimension }, 'The recipe encoder');
  }
}

/** Pads to the batch's longest recipe, [B, S, Ds]; the padding is masked by `sentenceCounts`, [B]. */
function paddedSentences(batch: readonly RecipeFeatures[]): Record<string, OnnxTensor> {
  const rows = batch.length;
  const longest = Math.max(...batch.map(({ sentenceCount }) => sentenceCount));
  const width = batch[0]!.sentences.length / batch[0]!.sentenceCount;
  const sentences = new Float32Array(rows * longest * width);
  for (const [i, recipe] of batch.entries()) sentences.set(recipe.sentences, i * longest * width);
  const counts = Int32Array.from(batch, ({ sentenceCount }) => sentenceCount);
  return {
    sentences: { dims: [rows, longest, width], data: sentences },
    sentenceCounts: { dims: [rows], data: counts },
  };
}
