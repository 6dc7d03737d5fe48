import { type Matrix, matrixOf, rowOf } from '@seje/core';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DescribedWeights } from '../../../backbones/described-weights.js';
import type { LabelledPhotos } from '../../../data/food101-layout.js';
import type { NamedWeights } from '../../../networks/named-weights.js';
import { dispose, variablesOf } from '../../../networks/variables.js';
import { stoppableProgress } from '../../../stages/stoppable.js';
import { numbersOf } from '../../../tensor-engine/matrix-tensor.js';
import { requireNative } from '../../../tensor-engine/require-native.js';
import type { Tf } from '../../../tensor-engine/tensor-engine.js';
import { assertCategoriserFolder, categoriserPaths, writeCategoriser } from '../categoriser-folder.js';
import { type CategoriserTrainingReport, evaluateCategoriser } from '../categoriser-report.js';
import { type TrainedHead, exportedCategoriser } from '../exported-categoriser.js';
import type { LabelledFeatures } from '../labelled-features.js';
import { type LinearProbe, PROBE_DEFAULTS, chosenPhotos, fitLinearProbe } from '../linear-probe.js';
import { photoParts } from '../photo-parts.js';
import { topShare } from '../top-share.js';
import type { TrainCategoriserOptions } from '../train-categoriser.js';
import { partedByClass } from '../validation-part.js';
import type { DishSettings } from './dish-settings.js';
import { trainDishes } from './dish-training.js';
import { mcNemar } from './mcnemar.js';
import { exportedTrunk } from './trained-trunk.js';

export interface FinetuneCategoriserOptions extends TrainCategoriserOptions {
  /** The weights that `backbone` was exported from. */
  readonly trunk: DescribedWeights;
  readonly settings: Omit<DishSettings, 'seed'>;
  /** Holds the kept maps of `settings.views`. */
  readonly cacheDir: string;
  /** Goes on from the checkpoint in `out`. */
  readonly resume: boolean;
  readonly signal: AbortSignal;
  /** Entry file of the threads that read photos, where it lies elsewhere. */
  readonly worker?: URL | undefined;
}

/**
 * A categoriser whose trunk learned too: a linear probe on the frozen trunk first, then head and last stages
 * together from the photos. Reports both on the same test photos.
 * @throws SejeError ENGINE_UNAVAILABLE (not native), and what `trainCategoriser` and `trainDishes` throw
 */
export async function finetuneCategoriser(
  photos: LabelledPhotos,
  options: FinetuneCategoriserOptions,
): Promise<CategoriserTrainingReport> {
  const { out, engine, trunk, seed, cacheDir, provider, resume, signal, onProgress } = options;
  requireNative(engine, 'Fine-tuning the trunk');
  await assertCategoriserFolder(out);
  const { tf } = engine;
  const { labels } = photos;
  const mayEndAnywhere = stoppableProgress(onProgress, signal); // training ends where its checkpoint is whole
  const settings = { ...options.settings, seed };
  const { train, test, dropped } = await photoParts(photos, { ...options, onProgress: mayEndAnywhere });
  const fitted = (data: LabelledFeatures): LinearProbe =>
    fitLinearProbe(data, labels.length, {
      tf,
      settings: { ...PROBE_DEFAULTS, seed },
      onProgress: mayEndAnywhere,
    });
  const probe = fitted(train);
  const probed = probe.probabilitiesOf(test.features);
  probe.dispose();
  // The head must not have seen the validation photos, or no epoch would do better on them than the start.
  const rows = partedByClass(train.labels, settings);
  const start = fitted(chosenPhotos(train, rows.train));
  start.dispose();

  const paths = categoriserPaths(out);
  await mkdir(out, { recursive: true });
  const { weights, ...learned } = await trainDishes({
    engine,
    trunk,
    head: start.weights,
    train: rows.train.map((row) => train.photos[row]!),
    validation: rows.validation.map((row) => train.photos[row]!),
    settings,
    cacheDir,
    checkpoint: paths.checkpoint,
    resume,
    signal,
    onProgress,
    worker: options.worker,
  });

  const exportTo = await mkdtemp(join(tmpdir(), 'seje-trunk-'));
  try {
    const name = `${trunk.description.name}-dishes`;
    const description = { ...trunk.description, name };
    const exportParts = { tf, weights: weights.trunk, description, path: paths.trunkWeights, exportTo };
    const tuned = await exportedTrunk({
      ...exportParts,
      photos: test.photos,
      provider,
      onProgress: mayEndAnywhere,
    });
    const { backbone, features } = tuned;
    const named = { labels, backbone, compared: features.features, test: features.features };
    const exported = await exportedCategoriser(headOf(tf, weights.head), named);
    const { network, parity, probabilities } = exported;
    const found = evaluateCategoriser(labels, { probabilities, labels: test.labels }, train.labels);
    const { validationShare: _, ...described } = options.settings;
    const report: CategoriserTrainingReport = {
      backbone: backbone.name,
      trunkFingerprint: backbone.fingerprint,
      seed,
      engine: engine.name,
      labels,
      trainPhotos: train.labels.length,
      validationPhotos: rows.validation.length,
      dropped,
      chosen: start.chosen,
      trials: start.trials,
      parity,
      finetuning: {
        settings: described,
        ...learned,
        trunkParity: tuned.parity,
        probe: {
          top1: topShare(probed, test.labels, 1),
          ...mcNemar(namedRight(probed, test.labels), namedRight(probabilities, test.labels)),
        },
      },
      test: found.evaluation,
    };
    await writeCategoriser(out, { network, backbone, report, confusion: found.table.toCsv() });
    await rm(paths.checkpoint, { force: true });
    return report;
  } finally {
    await rm(exportTo, { recursive: true, force: true });
  }
}

/** Softmax regression on features as the trained network computes it. */
function headOf(tf: Tf, weights: NamedWeights): TrainedHead {
  const probabilitiesOf = (features: Matrix): Matrix => {
    const { kernel, bias } = variablesOf(tf, weights);
    const out = matrixOf(features.rows, bias!.size);
    const rows = numbersOf(tf, () => {
      const x = tf.tensor2d(features.data, [features.rows, features.columns]);
      return tf.softmax(tf.add(tf.matMul(x, kernel as unknown as typeof x), bias!));
    });
    out.data.set(rows);
    dispose({ kernel: kernel!, bias: bias! });
    return out;
  };
  return { weights, probabilitiesOf };
}

function namedRight(probabilities: Matrix, labels: readonly number[]): boolean[] {
  return labels.map((label, i) => {
    const row = rowOf(probabilities, i);
    return row.indexOf(Math.max(...row)) === label;
  });
}
