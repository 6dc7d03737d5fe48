import { type OnProgress, matrixFromRows } from '@seje/core';
import type { LabelledPhoto } from '../../../data/food101-layout.js';
import { crossEntropy } from '../cross-entropy.js';
import { topShare } from '../top-share.js';
import { centreBatches, trainBatches } from './dish-batches.js';
import { type DishCheckpoint, writeDishCheckpoint } from './dish-checkpoint.js';
import { type DishNetwork, type DishWeights, type LabelledMaps, isTaken } from './dish-network.js';
import { diverged, namedMemory } from './dish-failures.js';
import { type DishEpoch, type DishProgress, bestEpochOf } from './dish-progress.js';
import type { DishSettings } from './dish-settings.js';
import type { CutPhoto, PhotoMaps } from './photo-maps.js';

export interface DishRunParts {
  readonly network: DishNetwork;
  readonly maps: PhotoMaps;
  readonly train: readonly LabelledPhoto[];
  readonly validation: readonly LabelledPhoto[];
  readonly settings: DishSettings;
  /** Path of the checkpoint. */
  readonly checkpoint: string;
  /** Hash of what decides the run. */
  readonly identity: string;
  readonly onProgress: OnProgress;
}

/** The state of a fine-tuning and what moves it; finetune-dishes.ts says in which order. */
export class DishRun {
  private progress: DishProgress;
  private best: DishWeights;

  private constructor(
    private readonly parts: DishRunParts,
    saved: DishCheckpoint | undefined,
  ) {
    this.progress = saved?.progress ?? { batch: 0, lossSum: 0, history: [] };
    this.best = saved?.best ?? parts.network.weights();
    if (saved !== undefined) parts.network.restoreAdam(saved.adam);
  }

  /** @param saved whose weights the network was made with */
  static async open(parts: DishRunParts, saved?: DishCheckpoint): Promise<DishRun> {
    const run = new DishRun(parts, saved);
    if (saved === undefined) run.progress = { ...run.progress, history: [await run.validated({ epoch: 0 })] };
    return run;
  }

  get ended(): boolean {
    return this.epoch > this.parts.settings.epochs;
  }

  /** What is left of the epoch that runs. */
  remainingBatches(): AsyncGenerator<LabelledMaps> {
    return this.parts.maps.read(this.epochBatches().slice(this.progress.batch));
  }

  /** Learns from one batch. @throws SejeError TRAINING_DIVERGED, OUT_OF_MEMORY */
  step(batch: LabelledMaps): void {
    const { batch: done, lossSum, history } = this.progress;
    const where = { during: `Batch ${done + 1} of epoch ${this.epoch}`, paths: batch.paths };
    const taken = namedMemory(where, () => this.parts.network.step(batch, this.learningRate()));
    if (!isTaken(taken)) throw diverged(where, taken);
    const { loss } = taken;
    this.progress = { batch: done + 1, lossSum: lossSum + loss * batch.labels.length, history };
    const { settings, onProgress } = this.parts;
    const inEpoch = this.batchesInEpoch;
    const { validation } = bestEpochOf(this.progress);
    onProgress({
      step: 'fine-tune the trunk',
      done: (this.epoch - 1) * inEpoch + done + 1,
      total: settings.epochs * inEpoch,
      note: `loss ${loss.toFixed(3)}, validation ${validation.loss.toFixed(3)}, top-1 ${(100 * validation.top1).toFixed(1)} %`,
    });
  }

  /** Closes the epoch: validation, and the best weights. */
  async endEpoch(): Promise<void> {
    const { train, network } = this.parts;
    const loss = this.progress.lossSum / train.length;
    const epoch = await this.validated({ epoch: this.epoch, loss });
    const history = [...this.progress.history, epoch];
    this.progress = { batch: 0, lossSum: 0, history };
    if (bestEpochOf(this.progress) === epoch) this.best = network.weights();
  }

  /** @throws SejeError DISK_WRITE_FAILED */
  async save(): Promise<void> {
    const { network, checkpoint, identity } = this.parts;
    const { progress, best } = this;
    const state = { progress, best, weights: network.weights(), adam: network.adamState() };
    await writeDishCheckpoint(checkpoint, state, identity);
  }

  outcome(): {
    readonly weights: DishWeights;
    readonly history: readonly DishEpoch[];
    readonly bestEpoch: number;
  } {
    const { history } = this.progress;
    return { weights: this.best, history, bestEpoch: bestEpochOf(this.progress).epoch };
  }

  /** The epoch that runs, from 1. */
  private get epoch(): number {
    return this.progress.history.length;
  }

  private get batchesInEpoch(): number {
    return Math.ceil(this.parts.train.length / this.parts.settings.batchSize);
  }

  private epochBatches(): CutPhoto[][] {
    return trainBatches(this.parts.train, this.epoch, this.parts.settings);
  }

  /** rate / 2 (1 + cos(pi t)), t the share of all steps that are done. */
  private learningRate(): number {
    const { learningRate, epochs } = this.parts.settings;
    const done = this.epoch - 1 + this.progress.batch / this.batchesInEpoch;
    return (learningRate / 2) * (1 + Math.cos((Math.PI * done) / epochs));
  }

  private async validated(epoch: Omit<DishEpoch, 'validation'>): Promise<DishEpoch> {
    const { network, maps, validation, settings, onProgress } = this.parts;
    const rows: Float32Array[] = [];
    for await (const { maps: some, labels } of maps.read(centreBatches(validation, settings.batchSize))) {
      const probabilities = network.probabilitiesOf(some);
      const classes = probabilities.length / labels.length;
      for (const i of labels.keys()) rows.push(probabilities.slice(i * classes, (i + 1) * classes));
      onProgress({ step: 'validate', done: rows.length, total: validation.length });
    }
    const probabilities = matrixFromRows(rows);
    const labels = validation.map(({ label }) => label);
    const loss = crossEntropy(probabilities, labels);
    return { ...epoch, validation: { loss, top1: topShare(probabilities, labels, 1) } };
  }
}
