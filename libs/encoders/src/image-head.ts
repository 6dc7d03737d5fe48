import { type ExecutionProvider, type OnnxSession } from '@seje/artifacts';
import { type Matrix, matrixOf } from '@seje/core';
import type { HeadOptions } from './recipe-head.js';
import { unitVectors } from './unit-vectors.js';

/** Rows in one run: the head is one matrix product, so only memory bounds it. */
const MICRO_BATCH = 256;

/** The exported image encoder: pooled feature -> unit vector. */
export class ImageHead {
  constructor(
    private readonly session: OnnxSession,
    private readonly options: HeadOptions,
  ) {}

  get provider(): ExecutionProvider {
    return this.session.provider;
  }

  /**
   * @param features [B, F]
   * @returns [B, dimension], rows of length 1
   * @throws SejeError VECTOR_INVALID (features of another width, or an output that is no unit vector)
   */
  async encode(features: Matrix): Promise<Matrix> {
    const { dimension, microBatch = MICRO_BATCH } = this.options;
    const vectors = matrixOf(features.rows, dimension);
    for (let start = 0; start < features.rows; start += microBatch) {
      const end = Math.min(start + microBatch, features.rows);
      const data = features.data.subarray(start * features.columns, end * features.columns);
      const { embedding } = await this.session.run({
        feature: { dims: [end - start, features.columns], data },
      });
      const rows = unitVectors(embedding, { rows: end - start, columns: dimension }, 'The image encoder');
      vectors.data.set(rows.data, start * dimension);
    }
    return vectors;
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}
