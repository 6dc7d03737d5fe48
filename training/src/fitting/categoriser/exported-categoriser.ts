import { createOnnxSession } from '@seje/artifacts';
import { type Matrix, rowRange } from '@seje/core';
import { PhotoClassifier } from '@seje/preprocessing';
import type { Backbone } from '../../backbones/backbone.js';
import { categoriserOnnx } from '../../export/categoriser-onnx.js';
import { largestDifference } from '../../export/parity.js';
import type { NamedWeights } from '../../networks/named-weights.js';

/** What a categoriser learned, free of what it was learned with. */
export interface TrainedHead {
  /** On the features as the trunk gives them: `kernel [F, C]`, `bias [C]`. */
  readonly weights: NamedWeights;
  /** What the trained network itself gives, [N, C]; parity is checked against it. */
  readonly probabilitiesOf: (features: Matrix) => Matrix;
}

export interface ExportOptions {
  readonly labels: readonly string[];
  readonly backbone: Backbone;
  /** Features that trained and exported network are compared on, [N, F]. */
  readonly compared: Matrix;
  /** Features of the test photos, [N, F]. */
  readonly test: Matrix;
}

export interface ExportedCategoriser {
  readonly network: Uint8Array;
  /** Largest |trained - exported| of a probability. */
  readonly parity: number;
  /** Of the test photos, by the exported network, [N, C]. */
  readonly probabilities: Matrix;
}

/** Rows that trained and exported network are compared on. */
const COMPARED_ROWS = 64;

/** Exports a head, holds it against the trained one, and names the test photos with it. @throws SejeError PARITY_FAILED */
export async function exportedCategoriser(
  head: TrainedHead,
  { labels, backbone, compared, test }: ExportOptions,
): Promise<ExportedCategoriser> {
  const { featureDimension } = backbone;
  const network = categoriserOnnx(head.weights, { featureDimension, labels: labels.length });
  const classifier = new PhotoClassifier(await createOnnxSession(network, { provider: 'cpu' }), {
    labels: [...labels],
    trunk: { ...backbone, backbone: backbone.name },
  });
  try {
    const some = rowRange(compared, 0, COMPARED_ROWS);
    const exported = await classifier.probabilitiesOf(some);
    const parity = largestDifference('categoriser', head.probabilitiesOf(some), exported);
    return { network, parity, probabilities: await classifier.probabilitiesOf(test) };
  } finally {
    await classifier.release();
  }
}
