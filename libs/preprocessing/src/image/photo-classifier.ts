import type { OnnxSession, TrunkDescription } from '@seje/artifacts';
import { type Matrix, SejeError, matrixOf } from '@seje/core';
import type { CategoriserState } from './categoriser-state.js';

/** Rows in one run: the network is one matrix product, so only memory bounds it. */
const MICRO_BATCH = 256;

/** `categoriser.onnx`: a trunk's pooled features -> how probable each dish is. */
export class PhotoClassifier {
  constructor(
    private readonly session: OnnxSession,
    private readonly state: Pick<CategoriserState, 'labels' | 'trunk'>,
  ) {}

  get labels(): readonly string[] {
    return this.state.labels;
  }

  /** The trunk whose features it reads. */
  get trunk(): TrunkDescription {
    return this.state.trunk;
  }

  /**
   * @param features of its trunk, [B, F]
   * @returns [B, labels], rows of sum 1
   * @throws SejeError MODEL_INVALID (the network gives something else), VECTOR_INVALID (features of another width)
   */
  async probabilitiesOf(features: Matrix): Promise<Matrix> {
    const { featureDimension } = this.trunk;
    if (features.columns !== featureDimension) {
      throw new SejeError('VECTOR_INVALID', {
        message: 'Features of another trunk were given to the categoriser',
        expected: `width ${featureDimension}`,
        found: `${features.columns}`,
      });
    }
    const all = matrixOf(features.rows, this.labels.length);
    for (let start = 0; start < features.rows; start += MICRO_BATCH) {
      const end = Math.min(start + MICRO_BATCH, features.rows);
      all.data.set(await this.run(features, start, end), start * all.columns);
    }
    return all;
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private async run({ columns, data }: Matrix, start: number, end: number): Promise<Float32Array> {
    const { probabilities } = await this.session.run({
      feature: { dims: [end - start, columns], data: data.subarray(start * columns, end * columns) },
    });
    const values = probabilities?.data;
    if (values instanceof Float32Array && values.length === (end - start) * this.labels.length) return values;
    throw new SejeError('MODEL_INVALID', {
      message: 'The categoriser does not give what it is described with',
      expected: `float32 \`probabilities\` [${end - start}, ${this.labels.length}]`,
      found: probabilities === undefined ? 'no such output' : `[${probabilities.dims.join(', ')}]`,
      remedy: 'Train the categoriser again: seje categoriser.',
    });
  }
}
