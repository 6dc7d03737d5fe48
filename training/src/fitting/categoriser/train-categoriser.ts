import { type ExecutionProviderChoice, createOnnxSession } from '@seje/artifacts';
import { type Matrix, type OnProgress, SejeError, matrixFromRows, rowOf } from '@seje/core';
import { PhotoFeatureCache, PhotoTrunk } from '@seje/encoders';
import { PhotoClassifier } from '@seje/preprocessing';
import type { Backbone } from '../../backbones/backbone.js';
import type { LabelledPhotos } from '../../data/food101-layout.js';
import { categoriserOnnx } from '../../export/categoriser-onnx.js';
import { largestDifference } from '../../export/parity.js';
import type { TensorEngine } from '../../tensor-engine/tensor-engine.js';
import { assertCategoriserFolder, writeCategoriser } from './categoriser-folder.js';
import { type CategoriserTrainingReport, evaluateCategoriser } from './categoriser-report.js';
import { type DroppedPhotos, type LabelledFeatures, labelledFeatures } from './labelled-features.js';
import { type LinearProbe, PROBE_DEFAULTS, fitLinearProbe } from './linear-probe.js';

export interface TrainCategoriserOptions {
  /** Folder that receives the categoriser. */
  readonly out: string;
  readonly backbone: Backbone;
  /** Folder of pooled photo features, kept from run to run. */
  readonly photoFeatures: string;
  readonly engine: TensorEngine;
  readonly provider: ExecutionProviderChoice;
  readonly seed: number;
  readonly onProgress: OnProgress;
}

/** Photos that trained and exported categoriser are compared on. */
const PARITY_PHOTOS = 64;

/**
 * Fits a dish classifier on the pooled features of a frozen trunk, exports it, compares the export with the
 * trained network, and measures the export on the test photos.
 * @throws SejeError DATA_EMPTY, PARITY_FAILED, DISK_WRITE_FAILED (also where `out` holds something else)
 */
export async function trainCategoriser(
  photos: LabelledPhotos,
  options: TrainCategoriserOptions,
): Promise<CategoriserTrainingReport> {
  const { out, backbone, engine, seed, onProgress } = options;
  await assertCategoriserFolder(out);
  const { train, test, dropped } = await featuresOf(photos, options);
  const settings = { ...PROBE_DEFAULTS, seed };
  const { labels } = photos;
  const probe = fitLinearProbe(train, labels.length, { tf: engine.tf, settings, onProgress });
  const { featureDimension } = backbone;
  const network = categoriserOnnx(probe.weights, { featureDimension, labels: labels.length });
  const classifier = new PhotoClassifier(await createOnnxSession(network, { provider: 'cpu' }), {
    labels: [...labels],
    trunk: { ...backbone, backbone: backbone.name },
  });
  try {
    const parity = await parityOf(probe, classifier, train.features);
    const probabilities = await classifier.probabilitiesOf(test.features);
    const { evaluation, table } = evaluateCategoriser(
      labels,
      { probabilities, labels: test.labels },
      train.labels,
    );
    const { trials, chosen, validationPhotos } = probe;
    const report: CategoriserTrainingReport = {
      backbone: backbone.name,
      trunkFingerprint: backbone.fingerprint,
      seed,
      engine: engine.name,
      labels,
      trainPhotos: train.labels.length,
      validationPhotos,
      dropped,
      chosen,
      trials,
      parity,
      test: evaluation,
    };
    await writeCategoriser(out, { network, backbone, report, confusion: table.toCsv() });
    return report;
  } finally {
    probe.dispose();
    await classifier.release();
  }
}

interface PhotoParts {
  readonly train: LabelledFeatures;
  readonly test: LabelledFeatures;
  readonly dropped: { readonly train: DroppedPhotos; readonly test: DroppedPhotos };
}

async function featuresOf(
  photos: LabelledPhotos,
  { backbone, photoFeatures, provider, onProgress }: TrainCategoriserOptions,
): Promise<PhotoParts> {
  const session = await createOnnxSession(backbone.path, { provider });
  const cache = PhotoFeatureCache.open(photoFeatures, backbone);
  const { preprocessing, featureDimension, output } = backbone;
  const trunk = new PhotoTrunk({ session, preprocessing, featureDimension, outputName: output, cache });
  const dropped = { train: {}, test: {} };
  const read = (part: 'train' | 'test'): Promise<LabelledFeatures> =>
    labelledFeatures(photos[part], trunk, {
      step: `features of ${part} photos`,
      dropped: dropped[part],
      onProgress,
    });
  try {
    return { train: await read('train'), test: nonEmpty(await read('test')), dropped };
  } finally {
    cache.close();
    await trunk.release();
  }
}

/** @throws SejeError DATA_EMPTY */
function nonEmpty(test: LabelledFeatures): LabelledFeatures {
  if (test.labels.length > 0) return test;
  throw new SejeError('DATA_EMPTY', {
    message: 'No test photo could be read: there is nothing to measure the categoriser on',
    remedy: 'Check that the photos lie in images/<class>/.',
  });
}

async function parityOf(probe: LinearProbe, exported: PhotoClassifier, features: Matrix): Promise<number> {
  const count = Math.min(PARITY_PHOTOS, features.rows);
  const some = matrixFromRows(Array.from({ length: count }, (_, i) => rowOf(features, i)));
  return largestDifference('categoriser', probe.probabilitiesOf(some), await exported.probabilitiesOf(some));
}
