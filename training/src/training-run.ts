import { type OnProgress, Random, SejeError, noProgress } from '@seje/core';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, type RunIdentity, readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { type TrainPair, epochBatches } from './data/batch-sampler.js';
import type { FeatureSet } from './data/feature-set.js';
import { type Experiment, trainingHash } from './experiment.js';
import { afterValidation, hasEnded, learningRateOf } from './learning-schedule.js';
import { Learner } from './learner.js';
import type { EncoderWeights } from './networks/joint-embedding.js';
import { StepLog } from './step-log.js';
import type { TensorEngine } from './tensor-engine/tensor-engine.js';
import { type StepOutcome, isUsable, trainStep } from './train-step.js';
import { type TrainingPairs, trainingPairs } from './training-pairs.js';
import { PROGRESS_START, type TrainingProgress } from './training-progress.js';
import { validate } from './validation.js';

export const CHECKPOINT_FILE = 'checkpoint.safetensors';
export const STEP_LOG_FILE = 'train.jsonl';

export interface RunOptions {
  readonly engine: TensorEngine;
  /** Takes the checkpoint and `train.jsonl`, a line a step. */
  readonly directory: string;
  /** Goes on from the directory's checkpoint, with the numbers of a run that never stopped. */
  readonly resume?: boolean;
  readonly onProgress?: OnProgress;
}

interface RunParts {
  readonly featureSet: FeatureSet;
  readonly experiment: Experiment;
  readonly engine: TensorEngine;
  readonly directory: string;
  readonly identity: RunIdentity;
  readonly pairs: TrainingPairs;
  readonly log: StepLog;
  readonly saved: Checkpoint | undefined;
  readonly onProgress: OnProgress;
}

/** The state of a run and what moves it; trainer.ts says in which order. */
export class TrainingRun {
  private readonly learner: Learner;
  /** The same in every epoch. */
  private readonly batchesInEpoch: number;
  private progress: TrainingProgress;
  private best: EncoderWeights | undefined;

  private constructor(private readonly parts: RunParts) {
    const { engine, saved } = parts;
    this.learner = new Learner(engine.tf, parts, saved?.learner);
    this.progress = saved?.progress ?? PROGRESS_START;
    this.best = saved?.best;
    this.batchesInEpoch = this.epochBatches().length;
  }

  static async open(
    featureSet: FeatureSet,
    experiment: Experiment,
    options: RunOptions,
  ): Promise<TrainingRun> {
    const { engine, directory, resume = false, onProgress = noProgress } = options;
    const identity = {
      experimentHash: trainingHash(experiment),
      features: featureSet.fingerprint,
      engine: engine.name,
    };
    const pairs = trainingPairs(featureSet, experiment);
    await mkdir(directory, { recursive: true });
    const checkpoint = join(directory, CHECKPOINT_FILE);
    if (!resume) await rm(checkpoint, { force: true });
    const saved = resume ? await readCheckpoint(checkpoint, identity) : undefined;
    const log = await StepLog.open(join(directory, STEP_LOG_FILE), { append: resume });
    await log.write({
      engine: engine.name,
      version: engine.version,
      event: resume ? 'resume' : 'start',
    });
    return new TrainingRun({
      featureSet,
      experiment,
      engine,
      directory,
      identity,
      pairs,
      log,
      saved,
      onProgress,
    });
  }

  /** Whether the schedule has run out, or the passes. */
  get ended(): 'converged' | 'maxEpochs' | undefined {
    const { training } = this.parts.experiment;
    if (hasEnded(this.progress.schedule, training)) return 'converged';
    return this.progress.epoch >= training.maxEpochs ? 'maxEpochs' : undefined;
  }

  /** What is left of the epoch that runs. */
  remainingBatches(): TrainPair[][] {
    return this.epochBatches().slice(this.progress.batch);
  }

  /** Learns from one batch. @throws SejeError TRAINING_DIVERGED */
  async step(batch: readonly TrainPair[]): Promise<void> {
    const { featureSet, experiment, engine, log } = this.parts;
    const { tf, name } = engine;
    const learningRate = this.learningRate();
    const step = this.progress.step + 1;
    const epoch = this.progress.epoch + 1;
    const random = Random.derived(experiment.seed, `step ${step}`);
    const outcome = trainStep(
      { tf, learner: this.learner, featureSet, loss: experiment.loss, random },
      batch,
      learningRate,
    );
    const { total, ...figures } = outcome;
    await log.write({ step, epoch, loss: total, ...figures, learningRate, engine: name });
    if (!isUsable(outcome)) throw diverged(step, outcome, batch);
    const { batch: done, lossSum } = this.progress;
    this.progress = { ...this.progress, step, batch: done + 1, lossSum: lossSum + total };
    this.report();
  }

  /** Closes the epoch: validation where it is due, schedule, best weights. */
  async endEpoch(): Promise<void> {
    const { engine, experiment, featureSet, pairs } = this.parts;
    const { training } = experiment;
    const { lossSum, batch, history } = this.progress;
    const record = {
      epoch: this.progress.epoch + 1,
      loss: lossSum / batch,
      learningRate: this.learningRate(),
    };
    this.progress = {
      ...this.progress,
      epoch: record.epoch,
      batch: 0,
      lossSum: 0,
      history: [...history, record],
    };
    if (record.epoch % training.validateEvery !== 0 && record.epoch < training.maxEpochs) return;

    const validation = await validate(engine.tf, this.learner.model, { featureSet, pairs: pairs.validation });
    const schedule = afterValidation(this.progress.schedule, validation.score, training);
    const improved = schedule.best !== this.progress.schedule.best;
    if (improved) this.best = this.learner.model.weights();
    this.progress = {
      ...this.progress,
      schedule,
      history: [...history, { ...record, validation }],
      ...(improved && { bestEpoch: record.epoch }),
    };
  }

  async save(): Promise<void> {
    const { directory, identity } = this.parts;
    const checkpoint = {
      progress: this.progress,
      learner: this.learner.state(),
      ...(this.best && { best: this.best }),
    };
    await writeCheckpoint(join(directory, CHECKPOINT_FILE), checkpoint, identity);
  }

  /**
   * Best weights by validation, or those of now before the first one, and the other networks as they are now; with
   * what was measured.
   */
  outcome() {
    const { history, bestEpoch } = this.progress;
    const { name: engine } = this.parts.engine;
    const encoders = this.best ?? this.learner.model.weights();
    return { ...encoders, ...this.learner.companions(), history, bestEpoch, engine };
  }

  async close(): Promise<void> {
    this.learner.dispose();
    await this.parts.log.close();
  }

  private epochBatches(): TrainPair[][] {
    const { seed, image, training } = this.parts.experiment;
    const { batchSize, instructionDropout } = training;
    const settings = { seed, batchSize, maxPhotos: image.maxPhotos, instructionDropout };
    return epochBatches(this.parts.pairs.train, this.progress.epoch, settings);
  }

  private learningRate(): number {
    return learningRateOf(this.progress.schedule, this.parts.experiment.training);
  }

  private report(): void {
    const { step, batch, lossSum, history } = this.progress;
    const { training } = this.parts.experiment;
    const last = history.findLast((record) => record.validation !== undefined)?.validation;
    const medianRank = last === undefined ? '' : `, validation MedR ${last.medianRank}`;
    this.parts.onProgress({
      step: 'training',
      done: step,
      total: training.maxEpochs * this.batchesInEpoch,
      note: `loss ${(lossSum / batch).toFixed(3)}${medianRank} (${this.parts.engine.name})`,
    });
  }
}

function diverged(
  step: number,
  { total, gradientNorm, discriminator }: StepOutcome,
  batch: readonly TrainPair[],
): SejeError {
  const recipes = batch.map((pair) => pair.row.id).join(', ');
  const figures = [`loss ${total}`, `norm of the gradients ${gradientNorm}`];
  if (discriminator !== undefined)
    figures.push(`the discriminator's ${discriminator.loss} and ${discriminator.gradientNorm}`);
  return new SejeError('TRAINING_DIVERGED', {
    message: `Step ${step} could not be taken`,
    expected: 'a finite loss and finite gradients',
    found: `${figures.join(', ')}, in the batch of recipes ${recipes}`,
    remedy: 'Lower training.learningRate, or look for extreme features among these recipes.',
  });
}
