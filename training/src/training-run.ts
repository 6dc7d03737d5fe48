import { type OnProgress, Random, noProgress } from '@seje/core';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, type RunIdentity, readCheckpoint, writeCheckpoint } from './checkpoint.js';
import type { TrainPair } from './data/batch-sampler.js';
import type { FeatureSet } from './data/feature-set.js';
import { type Experiment, trainingHash } from './experiment.js';
import { afterValidation, hasEnded, learningRateOf } from './learning-schedule.js';
import { Learner } from './learner.js';
import type { EncoderWeights } from './networks/joint-embedding.js';
import type { RunEnd } from './reporting/run-record.js';
import { TrainingJournal } from './reporting/training-journal.js';
import { isOutOfMemory } from './tensor-engine/out-of-memory.js';
import type { TensorEngine } from './tensor-engine/tensor-engine.js';
import { divergedAt, outOfMemoryAt } from './training-failures.js';
import { isUsable, trainStep } from './train-step.js';
import { type TrainingPairs, trainBatches, trainingPairs } from './training-pairs.js';
import { PROGRESS_START, type TrainingProgress } from './training-progress.js';
import { validate } from './validation.js';

export const CHECKPOINT_FILE = 'checkpoint.safetensors';

export interface RunOptions {
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

interface RunParts {
  readonly featureSet: FeatureSet;
  readonly experiment: Experiment;
  readonly engine: TensorEngine;
  readonly directory: string;
  readonly identity: RunIdentity;
  readonly pairs: TrainingPairs;
  readonly journal: TrainingJournal;
  /** Bound on the steps of the whole run. */
  readonly mostSteps: number;
  readonly saved: Checkpoint | undefined;
  readonly onProgress: OnProgress;
}

/** The state of a run and what moves it; trainer.ts says in which order. */
export class TrainingRun {
  private readonly learner: Learner;
  private progress: TrainingProgress;
  private best: EncoderWeights | undefined;
  /** After a failed allocation nothing can be asked of the WebAssembly engine, not even to forget tensors. */
  private engineLost = false;

  private constructor(private readonly parts: RunParts) {
    const { engine, saved } = parts;
    this.learner = new Learner(engine.tf, parts, saved?.learner);
    this.progress = saved?.progress ?? PROGRESS_START;
    this.best = saved?.best;
  }

  static async open(
    featureSet: FeatureSet,
    experiment: Experiment,
    options: RunOptions,
  ): Promise<TrainingRun> {
    const { engine, directory, resume = false, onProgress = noProgress, now = Date.now } = options;
    const { dataFingerprint } = options;
    const { training } = experiment;
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
    const mostSteps = training.maxEpochs * trainBatches(0, { experiment, pairs }).length;
    const journal = await TrainingJournal.open(directory, {
      facts: {
        experiment,
        data: {
          dataset: dataFingerprint,
          features: featureSet.fingerprint,
          pairs: { train: pairs.train.length, validation: pairs.validation.length },
        },
        mostSteps,
      },
      engine,
      now,
      ...(saved !== undefined && { resumedAt: saved.progress.step }),
    });
    const parts = { featureSet, experiment, engine, directory, identity, pairs, journal, mostSteps };
    try {
      return new TrainingRun({ ...parts, saved, onProgress });
    } catch (error) {
      const failure = isOutOfMemory(error)
        ? outOfMemoryAt({ during: 'The networks', batch: [], experiment, engine, cause: error })
        : error;
      await journal.end('failed', failure);
      await journal.close();
      throw failure;
    }
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

  /** Learns from one batch. @throws SejeError TRAINING_DIVERGED, OUT_OF_MEMORY */
  async step(batch: readonly TrainPair[]): Promise<void> {
    const { featureSet, experiment, engine, journal } = this.parts;
    const { tf, name } = engine;
    const learningRate = this.learningRate();
    const step = this.progress.step + 1;
    const epoch = this.progress.epoch + 1;
    const random = Random.derived(experiment.seed, `step ${step}`);
    const parts = { tf, learner: this.learner, featureSet, loss: experiment.loss, random };
    const outcome = await this.inMemory(`Step ${step}`, batch, () => trainStep(parts, batch, learningRate));
    const { total, ...figures } = outcome;
    await journal.step({ step, epoch, loss: total, ...figures, learningRate, engine: name });
    if (!isUsable(outcome)) throw divergedAt({ step, outcome, batch, featureSet });
    const { batch: done, lossSum } = this.progress;
    this.progress = { ...this.progress, step, batch: done + 1, lossSum: lossSum + total };
    this.report();
  }

  /** Closes the epoch: validation where it is due, schedule, best weights. @throws SejeError OUT_OF_MEMORY */
  async endEpoch(): Promise<void> {
    const { engine, experiment, featureSet, pairs, journal } = this.parts;
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

    const { step } = this.progress;
    const bag = { featureSet, pairs: pairs.validation };
    const validation = await this.inMemory(`The validation after step ${step}`, [], () =>
      validate(engine.tf, this.learner.model, bag),
    );
    await journal.validation({ step, epoch: record.epoch, validation: { ...validation } });
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

  /** Records how the run ended; after a failure that is thrown, whatever becomes of the record. */
  async end(how: RunEnd, failure?: unknown): Promise<void> {
    await this.parts.journal.end(how, failure);
  }

  async close(): Promise<void> {
    if (!this.engineLost) this.learner.dispose();
    await this.parts.journal.close();
  }

  /** What the engine computes, with a name for what it says when memory is full; it may be lost then. */
  private async inMemory<T>(
    during: string,
    batch: readonly TrainPair[],
    work: () => T | Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      this.engineLost = true;
      const { experiment, engine } = this.parts;
      throw outOfMemoryAt({ during, batch, experiment, engine, cause: error });
    }
  }

  private epochBatches(): TrainPair[][] {
    return trainBatches(this.progress.epoch, this.parts);
  }

  private learningRate(): number {
    return learningRateOf(this.progress.schedule, this.parts.experiment.training);
  }

  private report(): void {
    const { step, batch, lossSum, history } = this.progress;
    const last = history.findLast((record) => record.validation !== undefined)?.validation;
    const medianRank = last === undefined ? '' : `, validation MedR ${last.medianRank}`;
    this.parts.onProgress({
      step: 'training',
      done: step,
      total: this.parts.mostSteps,
      mayEndEarlier: true,
      note: `loss ${(lossSum / batch).toFixed(3)}${medianRank} (${this.parts.engine.name})`,
    });
  }
}
