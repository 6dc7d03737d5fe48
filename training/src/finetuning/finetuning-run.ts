import { type OnProgress, Random, canonicalJson, noProgress, sha256 } from '@seje/core';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunIdentity } from '../checkpoint.js';
import type { TrainPair } from '../data/batch-sampler.js';
import type { FeatureSet } from '../data/feature-set.js';
import { type Experiment, trainingHash } from '../experiment.js';
import { afterValidation, hasEnded } from '../learning-schedule.js';
import type { ResNetNetwork } from '../networks/residual-trunk.js';
import type { RunEnd } from '../reporting/run-record.js';
import { TrainingJournal } from '../reporting/training-journal.js';
import { isOutOfMemory } from '../tensor-engine/out-of-memory.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import { type StepOutcome, isUsable } from '../train-step.js';
import { divergedAt, outOfMemoryAt } from '../training-failures.js';
import { type TrainingPairs, trainBatches, trainingPairs } from '../training-pairs.js';
import { PROGRESS_START, type TrainingProgress } from '../training-progress.js';
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
}

/** The state of a fine-tuning and what moves it; finetune.ts says in which order. */
export class FinetuningRun {
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
    const { now = Date.now } = parts;
    const journal = await TrainingJournal.open(directory, {
      facts: {
        experiment,
        data: {
          features: featureSet.fingerprint,
          pairs: { train: pairs.train.length, validation: pairs.validation.length },
        },
        mostSteps: settings.maxEpochs * trainBatches(0, { experiment, pairs }).length,
      },
      engine,
      now,
      ...(saved !== undefined && { resumedAt: saved.progress.step }),
    });
    const networks = { ...parts, tf: engine.tf };
    const learner =
      saved === undefined
        ? FinetuneLearner.start(networks, start)
        : FinetuneLearner.resume(networks, saved.state);
    const run = new FinetuningRun(parts, {
      learner,
      progress: saved?.progress ?? PROGRESS_START,
      best: saved?.best ?? { ...start.weights, trunk: start.trunk },
      identity,
      pairs,
      journal,
    });
    if (saved === undefined) await run.validateStart();
    return run;
  }

  /** Whether the schedule has run out, or the passes. */
  get ended(): 'converged' | 'maxEpochs' | undefined {
    const { settings } = this.parts;
    if (hasEnded(this.progress.schedule, settings)) return 'converged';
    return this.progress.epoch >= settings.maxEpochs ? 'maxEpochs' : undefined;
  }

  /** What is left of the epoch that runs, with its photos. */
  remainingBatches(): AsyncGenerator<PhotoPairs> {
    const { batch, epoch } = this.progress;
    return this.parts.photos.augmented(this.epochBatches().slice(batch), epoch);
  }

  /** Learns from one batch. @throws SejeError TRAINING_DIVERGED, OUT_OF_MEMORY */
  async step(batch: PhotoPairs): Promise<void> {
    const { photos, engine } = this.parts;
    const step = this.progress.step + 1;
    const rates = this.rates();
    const outcome = this.stepOn(batch, step, rates);
    const { total, ...figures } = outcome;
    await this.opened.journal.step({
      step,
      epoch: this.progress.epoch + 1,
      loss: total,
      ...figures,
      learningRate: rates.encoders,
      trunkLearningRate: rates.trunk,
      photosWaited: photos.clock.last,
      engine: engine.name,
    });
    const { featureSet } = this.parts;
    if (!isUsable(outcome)) throw divergedAt({ step, outcome, batch: batch.pairs, featureSet });
    const { batch: done, lossSum } = this.progress;
    this.progress = { ...this.progress, step, batch: done + 1, lossSum: lossSum + total };
    this.report();
  }

  /** Closes the epoch: validation, schedule, best weights. */
  async endEpoch(): Promise<void> {
    const { lossSum, batch, history, epoch: before } = this.progress;
    const epoch = before + 1;
    const learningRate = this.rates().encoders;
    const validation = await this.validate();
    const { step } = this.progress;
    await this.opened.journal.validation({ step, epoch, validation: { ...validation } });
    this.select(epoch, validation);
    const record = { epoch, loss: lossSum / batch, learningRate, validation };
    this.progress = { ...this.progress, epoch, batch: 0, lossSum: 0, history: [...history, record] };
  }

  async save(): Promise<void> {
    const { progress, best, learner } = this;
    const path = join(this.parts.directory, FINETUNE_CHECKPOINT);
    await writeFinetuneCheckpoint(path, { progress, best, state: learner.state() }, this.opened.identity);
  }

  outcome() {
    const { history, bestEpoch = 0 } = this.progress;
    return { ...this.best, history, bestEpoch, photosWaited: this.parts.photos.clock.share };
  }

  /** Records how the run ended; after a failure that is thrown, whatever becomes of the record. */
  async end(how: RunEnd, failure?: unknown): Promise<void> {
    await this.opened.journal.end(how, failure);
  }

  async close(): Promise<void> {
    this.learner.dispose();
    await this.opened.journal.close();
  }

  /** What does not rank better than the start is not taken in its place. */
  private async validateStart(): Promise<void> {
    this.select(0, await this.validate());
  }

  private validate(): Promise<Validation> {
    const { featureSet, photos } = this.parts;
    return validateFinetuned(this.learner, photos, { featureSet, pairs: this.opened.pairs.validation });
  }

  private select(epoch: number, { score }: Validation): void {
    const schedule = afterValidation(this.progress.schedule, score, this.parts.settings);
    const improved = schedule.best !== this.progress.schedule.best;
    if (improved) this.best = this.learner.weights();
    this.progress = { ...this.progress, schedule, ...(improved && { bestEpoch: epoch }) };
  }

  private stepOn(batch: PhotoPairs, step: number, rates: Rates): StepOutcome {
    const { featureSet, experiment, engine } = this.parts;
    const random = Random.derived(experiment.seed, `fine-tuning step ${step}`);
    const parts = { learner: this.learner, featureSet, loss: experiment.loss, random };
    try {
      return finetuneStep(parts, batch, rates);
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      const ways = ['lower finetune.microBatch', 'set finetune.checkpoints', 'raise finetune.fromStage'];
      const during = `Step ${step} of the fine-tuning`;
      throw outOfMemoryAt({ during, batch: batch.pairs, experiment, engine, ways, cause: error });
    }
  }

  private epochBatches(): TrainPair[][] {
    const { experiment } = this.parts;
    return trainBatches(this.progress.epoch, { experiment, pairs: this.opened.pairs });
  }

  private rates(): Rates {
    const { learningRate, trunkLearningRate, reduction } = this.parts.settings;
    const factor = this.progress.schedule.reduced ? reduction : 1;
    return { encoders: learningRate * factor, trunk: trunkLearningRate * factor };
  }

  private report(): void {
    const { onProgress = noProgress, photos, settings } = this.parts;
    const { step, batch, lossSum } = this.progress;
    const waited = `${(100 * photos.clock.share).toFixed(0)} % waiting for photos`;
    onProgress({
      step: 'fine-tuning',
      done: step,
      total: settings.maxEpochs * this.epochBatches().length,
      note: `loss ${(lossSum / batch).toFixed(3)}, ${waited}`,
    });
  }
}
