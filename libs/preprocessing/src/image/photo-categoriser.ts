import {
  OPTIONAL_BUNDLE_FILES,
  type OnnxSessionOptions,
  type TrunkDescription,
  createOnnxSession,
} from '@seje/artifacts';
import { type Matrix, SejeError, rowOf } from '@seje/core';
import { join } from 'node:path';
import { readCategoriserState } from './categoriser-state.js';
import { readLabelVectors } from './label-vectors-file.js';
import { PhotoClassifier } from './photo-classifier.js';

/** What the categoriser makes of one photo. */
export interface PhotoCategory {
  /** The most probable label, by number. */
  readonly label: number;
  readonly name: string;
  /** Its probability, 0 to 1. */
  readonly probability: number;
}

/** The dish classifier on a trunk's pooled features, and f_cat of the label it predicts. */
export class PhotoCategoriser {
  /** @param vectors f_cat of each label, [labels, Dc] */
  constructor(
    private readonly classifier: PhotoClassifier,
    private readonly vectors: Matrix,
  ) {}

  get labels(): readonly string[] {
    return this.classifier.labels;
  }

  /** The trunk whose features it reads. */
  get trunk(): TrunkDescription {
    return this.classifier.trunk;
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
    const probabilities = await this.classifier.probabilitiesOf(features);
    return Array.from({ length: features.rows }, (_, i) => this.mostProbable(rowOf(probabilities, i)));
  }

  /** f_cat of a label, a view of [Dc]. */
  vectorOf({ label }: Pick<PhotoCategory, 'label'>): Float32Array {
    return rowOf(this.vectors, label);
  }

  async release(): Promise<void> {
    await this.classifier.release();
  }

  private mostProbable(probabilities: Float32Array): PhotoCategory {
    let label = 0;
    for (let i = 1; i < probabilities.length; i++) if (probabilities[i]! > probabilities[label]!) label = i;
    return { label, name: this.labels[label]!, probability: probabilities[label]! };
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
  return new PhotoCategoriser(new PhotoClassifier(session, state), vectors);
}
