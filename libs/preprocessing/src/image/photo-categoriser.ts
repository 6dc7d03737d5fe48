import {
  OPTIONAL_BUNDLE_FILES,
  type OnnxSession,
  type OnnxSessionOptions,
  type TrunkDescription,
  createOnnxSession,
} from '@seje/artifacts';
import { type Matrix, SejeError, matrixOf, rowOf } from '@seje/core';
import { join } from 'node:path';
import { type CategoriserState, readCategoriserState } from './categoriser-state.js';
import { readLabelVectors } from './label-vectors-file.js';

/** What the categoriser makes of one photo. */
export interface PhotoCategory {
  /** The most probable label, by number. */
  readonly label: number;
  readonly name: string;
  /** Its probability, 0 to 1. */
  readonly probability: number;
}

/** Rows in one run: the network is one matrix product, so only memory bounds it. */
const MICRO_BATCH = 256;

/** The dish classifier on a trunk's pooled features, and f_cat of the label it predicts. */
export class PhotoCategoriser {
  /** @param vectors f_cat of each label, [labels, Dc] */
  constructor(
    private readonly session: OnnxSession,
    private readonly state: Pick<CategoriserState, 'labels' | 'trunk'>,
    private readonly vectors: Matrix,
  ) {}

  get labels(): readonly string[] {
    return this.state.labels;
  }

  /** The trunk whose features it reads. */
  get trunk(): TrunkDescription {
    return this.state.trunk;
  }

  /** Dc, width of f_cat. */
  get dimension(): number {
    return this.vectors.columns;
  }

  /**
   * @param features of its trunk, [B, F]
   * @throws SejeError MODEL_INVALID (the network gives something else), VECTOR_INVALID (features of another width)
   */
  async categoriesOf(features: Matrix): Promise<PhotoCategory[]> {
    const categories: PhotoCategory[] = [];
    for (let start = 0; start < features.rows; start += MICRO_BATCH) {
      const rows = Math.min(MICRO_BATCH, features.rows - start);
      const data = features.data.subarray(start * features.columns, (start + rows) * features.columns);
      const probabilities = await this.probabilitiesOf({ rows, columns: features.columns, data });
      for (let i = 0; i < rows; i++) categories.push(this.mostProbable(rowOf(probabilities, i)));
    }
    return categories;
  }

  /** f_cat of a label, a view of [Dc]. */
  vectorOf({ label }: Pick<PhotoCategory, 'label'>): Float32Array {
    return rowOf(this.vectors, label);
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private mostProbable(probabilities: Float32Array): PhotoCategory {
    let label = 0;
    for (let i = 1; i < probabilities.length; i++) if (probabilities[i]! > probabilities[label]!) label = i;
    return { label, name: this.labels[label]!, probability: probabilities[label]! };
  }

  /** [B, F] -> [B, labels] */
  private async probabilitiesOf({ rows, columns, data }: Matrix): Promise<Matrix> {
    const { featureDimension } = this.trunk;
    if (columns !== featureDimension) {
      throw new SejeError('VECTOR_INVALID', {
        message: 'Features of another trunk were given to the categoriser',
        expected: `width ${featureDimension}`,
        found: `${columns}`,
      });
    }
    const { probabilities } = await this.session.run({ feature: { dims: [rows, columns], data } });
    const values = probabilities?.data;
    if (!(values instanceof Float32Array) || values.length !== rows * this.labels.length) {
      throw new SejeError('MODEL_INVALID', {
        message: 'The categoriser does not give what it is described with',
        expected: `float32 \`probabilities\` [${rows}, ${this.labels.length}]`,
        found: probabilities === undefined ? 'no such output' : `[${probabilities.dims.join(', ')}]`,
        remedy: 'Train the categoriser again: seje categoriser.',
      });
    }
    return matrixOf(rows, this.labels.length, values);
  }
}

/**
 * Opens the categoriser that lies in a bundle or run folder, with the vectors of its labels.
 * @throws SejeError FILE_NOT_FOUND, JSON_INVALID, FILE_DAMAGED, BUNDLE_INVALID, BUNDLE_MISMATCH, MODEL_INVALID,
 * EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT
 */
export async function openPhotoCategoriser(
  directory: string,
  options: OnnxSessionOptions,
): Promise<PhotoCategoriser> {
  const { categoriser, categoriserState, labelVectors } = OPTIONAL_BUNDLE_FILES;
  const state = await readCategoriserState(join(directory, categoriserState));
  const vectors = await readLabelVectors(join(directory, labelVectors));
  if (vectors.rows !== state.labels.length) {
    throw new SejeError('BUNDLE_MISMATCH', {
      message: `The categoriser in ${directory} and the vectors of its labels come from different runs`,
      expected: `${state.labels.length} vectors`,
      found: `${vectors.rows}`,
      remedy: 'Take both files from one run.',
    });
  }
  const session = await createOnnxSession(join(directory, categoriser), options);
  return new PhotoCategoriser(session, state, vectors);
}
