import type { ExecutionProviderChoice } from '@seje/artifacts';
import type { OnProgress } from '@seje/core';
import type { Backbone } from '../../backbones/backbone.js';
import type { LabelledPhotos } from '../../data/food101-layout.js';
import type { TensorEngine } from '../../tensor-engine/tensor-engine.js';
import { assertCategoriserFolder, writeCategoriser } from './categoriser-folder.js';
import { type CategoriserTrainingReport, evaluateCategoriser } from './categoriser-report.js';
import { exportedCategoriser } from './exported-categoriser.js';
import { PROBE_DEFAULTS, fitLinearProbe } from './linear-probe.js';
import { photoParts } from './photo-parts.js';

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
  const { train, test, dropped } = await photoParts(photos, options);
  const settings = { ...PROBE_DEFAULTS, seed };
  const { labels } = photos;
  const probe = fitLinearProbe(train, labels.length, { tf: engine.tf, settings, onProgress });
  try {
    const features = { compared: train.features, test: test.features };
    const exported = await exportedCategoriser(probe, { labels, backbone, ...features });
    const { network, parity, probabilities } = exported;
    const named = { probabilities, labels: test.labels };
    const { evaluation, table } = evaluateCategoriser(labels, named, train.labels);
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
  }
}
