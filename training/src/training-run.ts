import { type OnProgress, Random, noProgress } from '@seje/core';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CHECKPOINT_FILE,
  type Checkpoint,
  type RunIdentity,
  readCheckpoint,
  writeCheckpoint,
} from './checkpoint.js';
import type { TrainPair } from './data/batch-sampler.js';
import type { FeatureSet } from './data/feature-set.js';
import { type Experiment, trainingHash } from './experiment.js';
import type { EpochRun } from './epoch-run.js';
import { isUsable } from './joint-step.js';
import { afterValidation, hasEnded, learningRateOf } from './learning-schedule.js';
import { Learner } from './learner.js';
import { MemoryWatch } from './memory-watch.js';
import type { EncoderWeights } from './networks/joint-embedding.js';
import type { NamedWeights } from './networks/named-weights.js';
import type { RunEnd } from './reporting/run-record.js';
import type { TrainingJournal } from './reporting/training-journal.js';
import { openJournalOf } from './run-journal.js';
import type { TensorEngine } from './tensor-engine/tensor-engine.js';
import { divergedAt } from './training-failures.js';
import { trainStep } from './train-step.js';
import { type TrainingPairs, trainBatches, trainingPairs } from './training-pairs.js';
import {
  type EpochRecord,
  PROGRESS_START,
  type TrainingProgress,
  afterEpoch,
  afterStep,
  withValidation,
} from './training-progress.js';
import { validate } from './validation.js';

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
  readonly memory: MemoryWatch;
  /** Bound on the steps of the whole run. */
  readonly mostSteps: number;
  readonly saved: Checkpoint | undefined;
  readonly onProgress: OnProgress;
}

/** The weights of the epoch with the best validation, and how it came to them. */
export interface TrainingOutcome extends EncoderWeights {
  /** Networks that only the loss has a use for, of the last step; without weights where it has none. */
  readonly classifier: NamedWeights;
  readonly discriminator: NamedWeights;
  readonly history: readonly EpochRecord[];
  /** From 1; absent where training was interrupted before its first validation. */
  readonly bestEpoch: number | undefined;
  readonly engine: string;
}

/** The state of a run and what moves it; trainer.ts says in which order. */
export class TrainingRun implements EpochRun<readonly TrainPair[], TrainingOutcome> {
  private readonly learner: Learner;
  private progress: TrainingProgress;
  private best: EncoderWeights | undefined;

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
    const memory = new MemoryWatch({ experiment, engine });
    const parts = { featureSet, experiment, engine, directory, identity, pairs, memory, mostSteps };
    const journalled = { ...parts, dataFingerprint, now, progress: saved?.progress };
    return openJournalOf(journalled, (journal) => new TrainingRun({ ...parts, journal, saved, onProgress }));
  }

  get ended(): 'converged' | 'maxEpochs' | undefined {
    const { training } = this.parts.experiment;
    if (hasEnded(this.progress.schedule, training)) return 'converged';
    return this.progress.epoch >= training.maxEpochs ? 'maxEpochs' : undefined;
  }

  remainingBatches(): TrainPair[][] {
    return trainBatches(this.progress.epoch, this.parts).slice(this.progress.batch);
  }

  async step(batch: readonly TrainPair[]): Promise<void> {
    const { featureSet, experiment, engine, journal, memory } = this.parts;
    const { tf, name } = engine;
    const learningRate = this.learningRate();
    const step = this.progress.step + 1;
    const epoch = this.progress.epoch + 1;
    const random = Random.derived(experiment.seed, `step ${step}`);
    const parts = { tf, learner: this.learner, featureSet, loss: experiment.loss, random };
    const outcome = await memory.during(`Step ${step}`, () => trainStep(parts, batch, learningRate), batch);
    const { total, ...figures } = outcome;
    await journal.step({ step, epoch, loss: total, ...figures, learningRate, engine: name });
    const rates = ['training.learningRate'];
    if (!isUsable(outcome)) throw divergedAt({ step, outcome, batch, featureSet, rates });
    this.progress = afterStep(this.progress, total);
    this.report();
  }

  async endEpoch(): Promise<void> {
    const { engine, experiment, featureSet, pairs, journal, memory } = this.parts;
    const { training } = experiment;
    this.progress = afterEpoch(this.progress, this.learningRate());
    const { step, epoch } = this.progress;
    if (epoch % training.validateEvery !== 0 && epoch < training.maxEpochs) return;

    const bag = { featureSet, pairs: pairs.validation };
    const validation = await memory.during(`The validation after step ${step}`, () =>
      validate(engine.tf, this.learner.model, bag),
    );
    await journal.validation({ step, epoch, validation: { ...validation } });
    const schedule = afterValidation(this.progress.schedule, validation.score, training);
    const improved = schedule.best !== this.progress.schedule.best;
    if (improved) this.best = this.learner.model.weights();
    this.progress = {
      ...withValidation(this.progress, validation),
      schedule,
      ...(improved && { bestEpoch: epoch }),
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
  outcome(): TrainingOutcome {
    const { history, bestEpoch } = this.progress;
    const { name: engine } = this.parts.engine;
    const encoders = this.best ?? this.learner.model.weights();
    return { ...encoders, ...this.learner.companions(), history, bestEpoch, engine };
  }

  async end(how: RunEnd, failure?: unknown): Promise<void> {
    await this.parts.journal.end(how, failure);
  }

  async close(): Promise<void> {
    if (!this.parts.memory.engineLost) this.learner.dispose();
    await this.parts.journal.close();
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
