import type { Matrix } from '@seje/core';
import type { ConfusedPair } from './confusion-table.js';
import { ConfusionTable } from './confusion-table.js';
import type { DroppedPhotos } from './labelled-features.js';
import type { ProbeTrial } from './linear-probe.js';
import { topShare } from './top-share.js';

/** How well the exported categoriser names photos that it was not trained on. */
export interface CategoriserEvaluation {
  readonly photos: number;
  /** Share of the photos whose label is the most probable one. */
  readonly top1: number;
  /** Share of the photos whose label is among the five most probable. */
  readonly top5: number;
  /** The most frequent class of the train photos, and the share that naming it always gets right. */
  readonly majority: { readonly label: string; readonly top1: number };
  readonly mostConfused: readonly ConfusedPair[];
  /** [i][j]: photos of label i taken for label j. */
  readonly confusion: readonly (readonly number[])[];
}

/** Kept as `report.json` beside the categoriser. */
export interface CategoriserTrainingReport {
  readonly backbone: string;
  readonly trunkFingerprint: string;
  readonly seed: number;
  readonly engine: string;
  readonly labels: readonly string[];
  readonly trainPhotos: number;
  /** Of the train photos, those that chose penalty and epochs. */
  readonly validationPhotos: number;
  /** Photos that could not be read, by reason. */
  readonly dropped: { readonly train: DroppedPhotos; readonly test: DroppedPhotos };
  readonly chosen: ProbeTrial;
  readonly trials: readonly ProbeTrial[];
  /** Largest |trained - exported| of a probability. */
  readonly parity: number;
  readonly test: CategoriserEvaluation;
}

const TOP = 5;
/** Pairs of labels that the report lists. */
const MOST_CONFUSED = 20;

/** @param probabilities of the test photos, [N, C] */
export function evaluateCategoriser(
  labels: readonly string[],
  test: { readonly probabilities: Matrix; readonly labels: readonly number[] },
  trainLabels: readonly number[],
): { readonly evaluation: CategoriserEvaluation; readonly table: ConfusionTable } {
  const table = new ConfusionTable(labels, test.probabilities, test.labels);
  const perLabel = labels.map((_, label) => trainLabels.filter((one) => one === label).length);
  const most = perLabel.indexOf(Math.max(...perLabel));
  const evaluation = {
    photos: test.labels.length,
    top1: topShare(test.probabilities, test.labels, 1),
    top5: topShare(test.probabilities, test.labels, TOP),
    majority: {
      label: labels[most]!,
      top1: test.labels.filter((label) => label === most).length / test.labels.length,
    },
    mostConfused: table.mostConfused(MOST_CONFUSED),
    confusion: table.counts,
  };
  return { evaluation, table };
}
