import { type Matrix, type OnProgress, Random, chosenRows } from '@seje/core';
import { standardiserOf } from '../../baselines/standardiser.js';
import type { NamedWeights } from '../../networks/named-weights.js';
import type { Tf } from '../../tensor-engine/tensor-engine.js';
import { crossEntropy } from './cross-entropy.js';
import type { LabelledFeatures } from './labelled-features.js';
import { foldedStandardiser } from './probe-weights.js';
import { SoftmaxRegression } from './softmax-regression.js';
import { topShare } from './top-share.js';
import { type ValidationPart, partedByClass } from './validation-part.js';

/** The validation part chooses the penalty and the number of epochs; `seed` is of the order of the photos too. */
export interface ProbeSettings extends ValidationPart {
  /** Strengths of the L2 penalty that are tried. */
  readonly strengths: readonly number[];
  /** Photos in a step. */
  readonly batchSize: number;
  /** Adam's step size. */
  readonly learningRate: number;
  /** Upper bound, passes over the photos. */
  readonly maxEpochs: number;
  /** Epochs in a row without a smaller validation loss before a strength is given up. */
  readonly patience: number;
}

/** Ours: a linear probe has no settings in the paper. */
export const PROBE_DEFAULTS: Omit<ProbeSettings, 'seed'> = {
  validationShare: 0.1,
  strengths: [0.0001, 0.001, 0.01, 0.1],
  batchSize: 256,
  learningRate: 1e-3,
  maxEpochs: 100,
  patience: 5,
};

/** How one strength did on the validation photos. */
export interface ProbeTrial {
  readonly l2: number;
  /** The epoch with the smallest validation loss, from 1. */
  readonly epochs: number;
  /** Mean cross entropy there, nats. */
  readonly loss: number;
  /** Share of the validation photos whose most probable label is right. */
  readonly top1: number;
}

export interface LinearProbe {
  /** On the features as the trunk gives them: `kernel [F, C]`, `bias [C]`. */
  readonly weights: NamedWeights;
  /** What the trained network itself gives, [N, C]; parity is checked against it. */
  readonly probabilitiesOf: (features: Matrix) => Matrix;
  readonly trials: readonly ProbeTrial[];
  readonly chosen: ProbeTrial;
  readonly validationPhotos: number;
  /** Frees the trained network. */
  readonly dispose: () => void;
}

export interface ProbeOptions {
  readonly tf: Tf;
  readonly settings: ProbeSettings;
  readonly onProgress: OnProgress;
}

/**
 * Fits softmax regression on train photos. A seeded part of them chooses the penalty and when to stop, by its
 * cross entropy; the probe is then fitted on all of them with that choice. Test photos have no say.
 * @throws SejeError DATA_EMPTY (too few photos to part)
 */
export function fitLinearProbe(
  data: LabelledFeatures,
  labels: number,
  { tf, settings, onProgress }: ProbeOptions,
): LinearProbe {
  const rows = partedByClass(data.labels, settings);
  const parts = { train: chosenPhotos(data, rows.train), validation: chosenPhotos(data, rows.validation) };
  const standardiser = standardiserOf(data.features);
  const regression = (l2: number): SoftmaxRegression =>
    new SoftmaxRegression(tf, standardiser, {
      featureDimension: data.features.columns,
      labels,
      l2,
      learningRate: settings.learningRate,
    });
  const trials = settings.strengths.map((l2, i) => {
    onProgress({ step: 'choose the penalty', done: i, total: settings.strengths.length });
    const model = regression(l2);
    try {
      return tried(model, parts, { ...settings, l2 });
    } finally {
      model.dispose();
    }
  });
  const chosen = trials.reduce((best, trial) => (trial.loss < best.loss ? trial : best));
  const model = regression(chosen.l2);
  for (let epoch = 1; epoch <= chosen.epochs; epoch++) {
    learnEpoch(model, data, { ...settings, epoch });
    onProgress({ step: 'fit the probe', done: epoch, total: chosen.epochs });
  }
  return {
    weights: foldedStandardiser(model.namedWeights(), standardiser),
    probabilitiesOf: (features) => model.probabilitiesOf(features),
    trials,
    chosen,
    validationPhotos: parts.validation.labels.length,
    dispose: () => model.dispose(),
  };
}

interface Parts {
  readonly train: LabelledFeatures;
  readonly validation: LabelledFeatures;
}

function tried(
  model: SoftmaxRegression,
  { train, validation }: Parts,
  settings: ProbeSettings & { readonly l2: number },
): ProbeTrial {
  let best: ProbeTrial = { l2: settings.l2, epochs: 0, loss: Infinity, top1: 0 };
  for (let epoch = 1; epoch <= settings.maxEpochs && epoch - best.epochs <= settings.patience; epoch++) {
    learnEpoch(model, train, { ...settings, epoch });
    const probabilities = model.probabilitiesOf(validation.features);
    const loss = crossEntropy(probabilities, validation.labels);
    if (loss < best.loss) {
      best = { l2: settings.l2, epochs: epoch, loss, top1: topShare(probabilities, validation.labels, 1) };
    }
  }
  return best;
}

function learnEpoch(
  model: SoftmaxRegression,
  { features, labels }: LabelledFeatures,
  { seed, epoch, batchSize }: Pick<ProbeSettings, 'seed' | 'batchSize'> & { readonly epoch: number },
): void {
  const order = Random.derived(seed, `probe epoch ${epoch}`).shuffled([...labels.keys()]);
  for (let start = 0; start < order.length; start += batchSize) {
    model.step(features, labels, order.slice(start, start + batchSize));
  }
}

/** The features and labels of these rows, in that order. */
export function chosenPhotos(
  { features, labels }: LabelledFeatures,
  rows: readonly number[],
): LabelledFeatures {
  return {
    features: chosenRows(features, rows),
    labels: rows.map((row) => labels[row]!),
  };
}
