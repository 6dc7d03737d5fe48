import { type OnProgress, Random, canonicalJson, noProgress, sha256 } from '@seje/core';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunIdentity } from '../checkpoint.js';
import type { FeatureSet } from '../data/feature-set.js';
import { type Experiment, trainingHash } from '../experiment.js';
import type { EpochRun } from '../epoch-run.js';
import { isUsable } from '../joint-step.js';
import { afterValidation, hasEnded } from '../learning-schedule.js';
import { MemoryWatch } from '../memory-watch.js';
import type { ResNetNetwork } from '../networks/residual-trunk.js';
import type { RunEnd } from '../reporting/run-record.js';
import type { TrainingJournal } from '../reporting/training-journal.js';
import { openJournalOf } from '../run-journal.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import { divergedAt } from '../training-failures.js';
import { type TrainingPairs, trainBatches, trainingPairs } from '../training-pairs.js';
import {
  type EpochRecord,
  PROGRESS_START,
  type TrainingProgress,
  afterEpoch,
  afterStep,
  withValidation,
} from '../training-progress.js';
import type { Validation } from '../validation.js';
import { readFinetuneCheckpoint, writeFinetuneCheckpoint } from './finetune-checkpoint.js';
import { FinetuneLearner, type FinetuneStart, type FinetunedWeights } from './finetune-learner.js';
import type { FinetuneSettings } from './finetune-settings.js';
import { type PhotoPairs, type Rates, finetuneStep } from './finetune-step.js';
import type { PhotoReader } from './photo-reader.js';
import { validateFinetuned } from './validate-finetuned.js';

export const FINETUNE_CHECKPOINT = 'checkpoint.safetensors';

export interface FinetuningParts {
  readonly featureSet: FeatureSet;
  readonly experiment: Experiment;
  readonly settings: FinetuneSettings;
  readonly network: ResNetNetwork;
  readonly start: FinetuneStart;
  /** Names what `start` is: fine-tuning of something else cannot be gone on with. */
  readonly startFingerprint: string;
  readonly photos: PhotoReader;
  readonly engine: TensorEngine;
  /** Takes the checkpoint and what the run tells of itself: see training-journal.ts. */
  readonly directory: string;
  /** Goes on from the directory's checkpoint, with the numbers of a run that never stopped. */
  readonly resume?: boolean;
  /** Of the data set that the features were made of, for the record. */
  readonly dataFingerprint?: string;
  /** Milliseconds since 1970, for what is recorded; nothing that is trained depends on it. */
  readonly now?: () => number;
  readonly onProgress?: OnProgress;
}

interface Opened {
  readonly learner: FinetuneLearner;
  readonly progress: TrainingProgress;
  readonly best: FinetunedWeights;
  readonly identity: RunIdentity;
  readonly pairs: TrainingPairs;
  readonly journal: TrainingJournal;
  readonly memory: MemoryWatch;
  /** Bound on the steps of the whole run. */
  readonly mostSteps: number;
}

/** Settings of the step sizes. */
const RATE_SETTINGS = ['finetune.learningRate', 'finetune.trunkLearningRate'];

/** The weights with the best validation, and how it came to them. */
export interface FinetuningOutcome extends FinetunedWeights {
  readonly history: readonly EpochRecord[];
  /** 0: no epoch ranked better than what was started from. */
  readonly bestEpoch: number;
  /** Share of the time that was spent waiting for photos, 0 to 1. */
  readonly photosWaited: number;
}

/** The state of a fine-tuning and what moves it; `runEpochs` says in which order. */
export class FinetuningRun implements EpochRun<PhotoPairs, FinetuningOutcome> {
  private readonly learner: FinetuneLearner;
  private progress: TrainingProgress;
  private best: FinetunedWeights;

  private constructor(
    private readonly parts: FinetuningParts,
    private readonly opened: Opened,
  ) {
    ({ learner: this.learner, progress: this.progress, best: this.best } = opened);
  }

  static async open(parts: FinetuningParts): Promise<FinetuningRun> {
    const { featureSet, experiment, settings, start, engine, directory, resume = false } = parts;
    const identity = {
      experimentHash: sha256(
        canonicalJson({ training: trainingHash(experiment), settings, start: parts.startFingerprint }),
      ),
      features: featureSet.fingerprint,
      engine: engine.name,
    };
    const pairs = trainingPairs(featureSet, experiment);
    await mkdir(directory, { recursive: true });
    const checkpoint = join(directory, FINETUNE_CHECKPOINT);
    if (!resume) await rm(checkpoint, { force: true });
    const saved = resume ? await readFinetuneCheckpoint(checkpoint, identity) : undefined;
    const mostSteps = settings.maxEpochs * trainBatches(0, { experiment, pairs }).length;
    const ways = ['lower finetune.microBatch', 'set finetune.checkpoints', 'raise finetune.fromStage'];
    const memory = new MemoryWatch({ experiment, engine, ways });
    const opened = { identity, pairs, mostSteps, memory };
    const networks = { ...parts, tf: engine.tf };
    return openJournalOf({ ...parts, ...opened, progress: saved?.progress }, (journal) => {
      const learner =
        saved === undefined
          ? FinetuneLearner.start(networks, start)
          : FinetuneLearner.resume(networks, saved.state);
      const best = saved?.best ?? { ...start.weights, trunk: start.trunk };
      const progress = saved?.progress ?? PROGRESS_START;
      return new FinetuningRun(parts, { ...opened, learner, progress, best, journal });
    });
  }

  get ended(): 'converged' | 'maxEpochs' | undefined {
    const { settings } = this.parts;
    if (hasEnded(this.progress.schedule, settings)) return 'converged';
    return this.progress.epoch >= settings.maxEpochs ? 'maxEpochs' : undefined;
  }

  /** Validates the start: what does not rank better is not taken in its place. */
  async begin(): Promise<void> {
    if (this.progress.schedule.best === undefined)
      this.select(0, await this.validate('The validation before the fine-tuning'));
  }

  /** With their photos. */
  remainingBatches(): AsyncGenerator<PhotoPairs> {
    const { batch, epoch } = this.progress;
    const { experiment, photos } = this.parts;
    const batches = trainBatches(epoch, { experiment, pairs: this.opened.pairs });
    return photos.augmented(batches.slice(batch), epoch);
  }

  async step(batch: PhotoPairs): Promise<void> {
    const { photos, engine, featureSet, experiment } = this.parts;
    const { journal, memory } = this.opened;
    const step = this.progress.step + 1;
    const rates = this.rates();
    const random = Random.derived(experiment.seed, `fine-tuning step ${step}`);
    const parts = { learner: this.learner, featureSet, loss: experiment.loss, random };
    const what = `Step ${step} of the fine-tuning`;
    const outcome = await memory.during(what, () => finetuneStep(parts, batch, rates), batch.pairs);
    const { total, ...figures } = outcome;
    await journal.step({
      step,
      epoch: this.progress.epoch + 1,
      loss: total,
      ...figures,
      learningRate: rates.encoders,
      trunkLearningRate: rates.trunk,
      photosWaited: photos.clock.last,
      engine: engine.name,
    });
    if (!isUsable(outcome))
      throw divergedAt({ step, outcome, batch: batch.pairs, featureSet, rates: RATE_SETTINGS });
    this.progress = afterStep(this.progress, total);
    this.report();
  }

  async endEpoch(): Promise<void> {
    this.progress = afterEpoch(this.progress, this.rates().encoders);
    const { step, epoch } = this.progress;
    const validation = await this.validate(`The validation after step ${step} of the fine-tuning`);
    await this.opened.journal.validation({ step, epoch, validation: { ...validation } });
    this.progress = withValidation(this.progress, validation);
    this.select(epoch, validation);
  }

  async save(): Promise<void> {
    const { progress, best, learner } = this;
    const path = join(this.parts.directory, FINETUNE_CHECKPOINT);
    await writeFinetuneCheckpoint(path, { progress, best, state: learner.state() }, this.opened.identity);
  }

  outcome(): FinetuningOutcome {
    const { history, bestEpoch = 0 } = this.progress;
    return { ...this.best, history, bestEpoch, photosWaited: this.parts.photos.clock.share };
  }

  async end(how: RunEnd, failure?: unknown): Promise<void> {
    await this.opened.journal.end(how, failure);
  }

  async close(): Promise<void> {
    if (!this.opened.memory.engineLost) this.learner.dispose();
    await this.opened.journal.close();
  }

  private validate(what: string): Promise<Validation> {
    const { featureSet, photos } = this.parts;
    const bag = { featureSet, pairs: this.opened.pairs.validation };
    return this.opened.memory.during(what, () => validateFinetuned(this.learner, photos, bag));
  }

  private select(epoch: number, { score }: Validation): void {
    const schedule = afterValidation(this.progress.schedule, score, this.parts.settings);
    const improved = schedule.best !== this.progress.schedule.best;
    if (improved) this.best = this.learner.weights();
    this.progress = { ...this.progress, schedule, ...(improved && { bestEpoch: epoch }) };
  }

  private rates(): Rates {
    const { learningRate, trunkLearningRate, reduction } = this.parts.settings;
    const factor = this.progress.schedule.reduced ? reduction : 1;
    return { encoders: learningRate * factor, trunk: trunkLearningRate * factor };
  }

  private report(): void {
    const { onProgress = noProgress, photos } = this.parts;
    const { step, batch, lossSum } = this.progress;
    const waited = `${(100 * photos.clock.share).toFixed(0)} % waiting for photos`;
    onProgress({
      step: 'fine-tuning',
      done: step,
      total: this.opened.mostSteps,
      mayEndEarlier: true,
      note: `loss ${(lossSum / batch).toFixed(3)}, ${waited}`,
    });
  }
}
