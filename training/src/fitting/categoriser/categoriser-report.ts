import type { Matrix } from '@seje/core';
import type { ConfusedPair } from './confusion-table.js';
import { ConfusionTable } from './confusion-table.js';
import type { DishEpoch } from './finetuning/dish-progress.js';
import type { DishSettings } from './finetuning/dish-settings.js';
import type { PairedComparison } from './finetuning/mcnemar.js';
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

/** How the trunk was fine-tuned, and what came of it. */
export interface FinetuningReport {
  readonly settings: Omit<DishSettings, 'seed' | 'validationShare'>;
  /** Epoch 0 is the linear probe on the frozen trunk, fitted without the validation photos. */
  readonly history: readonly DishEpoch[];
  /** The epoch whose weights were kept. */
  readonly bestEpoch: number;
  /** Largest difference of a feature between trained and exported trunk, as a share of the largest feature. */
  readonly trunkParity: number;
  /**
   * The linear probe on the frozen trunk, fitted on all train photos, on the same test photos: the `first` of the
   * two, the fine-tuned network the `second`.
   */
  readonly probe: PairedComparison & { readonly top1: number };
}

/** Kept as `report.json` beside the categoriser. */
export interface CategoriserTrainingReport {
  readonly backbone: string;
  readonly trunkFingerprint: string;
  readonly seed: number;
  readonly engine: string;
  readonly labels: readonly string[];
  readonly trainPhotos: number;
  /** Of the train photos, those that chose penalty and epochs, also of fine-tuning. */
  readonly validationPhotos: number;
  /** Photos that could not be read, by reason. */
  readonly dropped: { readonly train: DroppedPhotos; readonly test: DroppedPhotos };
  readonly chosen: ProbeTrial;
  readonly trials: readonly ProbeTrial[];
  /** Largest |trained - exported| of a probability. */
  readonly parity: number;
  /** Absent where the trunk stayed frozen. */
  readonly finetuning?: FinetuningReport;
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
