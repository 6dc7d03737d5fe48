import { type ExecutionProvider, type OnnxSession, type OnnxTensor } from '@seje/artifacts';
import { type Matrix, matrixOf } from '@seje/core';
import type { ImageFeatures } from './image-features.js';
import type { HeadOptions } from './recipe-head.js';
import { unitVectors } from './unit-vectors.js';

/** Rows in one run: the head is one matrix product, so only memory bounds it. */
const MICRO_BATCH = 256;

/** The exported image encoder: pooled feature, and f_cat where it takes one -> unit vector. */
export class ImageHead {
  constructor(
    private readonly session: OnnxSession,
    private readonly options: HeadOptions,
  ) {}

  get provider(): ExecutionProvider {
    return this.session.provider;
  }

  /**
   * @param features B rows
   * @returns [B, dimension], rows of length 1
   * @throws SejeError VECTOR_INVALID (features of another width, or an output that is no unit vector)
   */
  async encode({ feature, category }: ImageFeatures): Promise<Matrix> {
    const { dimension, microBatch = MICRO_BATCH } = this.options;
    const vectors = matrixOf(feature.rows, dimension);
    for (let start = 0; start < feature.rows; start += microBatch) {
      const end = Math.min(start + microBatch, feature.rows);
      const { embedding } = await this.session.run({
        feature: rowsAsTensor(feature, start, end),
        ...(category === undefined ? {} : { category: rowsAsTensor(category, start, end) }),
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

/** Rows `start` to `end` of a matrix, [end - start, columns]. */
function rowsAsTensor({ columns, data }: Matrix, start: number, end: number): OnnxTensor {
  return { dims: [end - start, columns], data: data.subarray(start * columns, end * columns) };
}
