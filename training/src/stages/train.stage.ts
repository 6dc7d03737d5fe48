import { SejeError } from '@seje/core';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fitExperiment } from '../baselines/fit-experiment.js';
import type { LinearChoice } from '../baselines/fit-linear.js';
import type { LinearSettings } from '../baselines/linear-settings.js';
import type { FeatureSet } from '../data/feature-set.js';
import { readFeatureSet } from '../data/read-feature-set.js';
import { type Experiment, trainingHash } from '../experiment.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import { CHECKPOINT_FILE, type TrainingOptions, type TrainingResult, train } from '../trainer.js';
import type { RunContext } from './run-context.js';
import type { StageOutcome } from './run-folder.js';
import { stoppableProgress } from './stoppable.js';
import { WEIGHTS_FILE, writeTrainedWeights } from './trained-weights.js';

/** How a training ended; its weights lie beside it. */
export interface TrainReport {
  readonly experiment: Experiment;
  readonly engine: string;
  /** 0 of a linear model. */
  readonly epochs: number;
  readonly bestEpoch: number | undefined;
  readonly ended: TrainingResult['ended'] | 'closed form';
  /** Of a linear model: the settings that the validation pairs chose. */
  readonly chosen?: LinearChoice;
}

/** `go on`: from a checkpoint of the same run if there is one; `resume`: it must be there; `anew`: without. */
export type TrainStart = 'go on' | 'resume' | 'anew';

const VERSION = 1;

/** Phase II on the run's feature set. A training that was stopped is not done: it throws the signal's reason. */
export async function trainRun(
  context: RunContext,
  engine: TensorEngine,
  start: TrainStart,
): Promise<StageOutcome<TrainReport>> {
  const { run, experiment } = context;
  const featureSet = await readFeatureSet(run.features);
  const inputs = {
    version: VERSION,
    features: featureSet.fingerprint,
    settings: trainingHash(experiment),
  };
  const weights = join(run.training, WEIGHTS_FILE);
  const work = async (): Promise<TrainReport> => {
    if (experiment.method !== undefined) return fitMethod(context, featureSet, experiment.method);
    const trained = await withStart(context, start, (resume) =>
      train(featureSet, experiment, {
        engine,
        directory: run.training,
        resume,
        signal: context.signal,
        onProgress: context.onProgress,
      }),
    );
    if (trained.ended === 'interrupted') context.signal.throwIfAborted();
    await writeTrainedWeights(weights, trained);
    return {
      experiment,
      engine: trained.engine,
      epochs: trained.history.length,
      bestEpoch: trained.bestEpoch,
      ended: trained.ended,
    };
  };
  try {
    return await run.stage('train', { inputs, outputs: [weights], anew: start === 'anew' }, work);
  } finally {
    featureSet.sentences.close();
  }
}

/** A linear model has no steps to go on from: it is fitted whole each time. */
async function fitMethod(
  { run, experiment, onProgress, signal }: RunContext,
  featureSet: FeatureSet,
  method: LinearSettings,
): Promise<TrainReport> {
  const stoppable = stoppableProgress(onProgress, signal);
  const { weights, chosen } = await fitExperiment(featureSet, experiment, { method, onProgress: stoppable });
  await writeTrainedWeights(join(run.training, WEIGHTS_FILE), weights);
  return {
    experiment,
    engine: 'none',
    epochs: 0,
    bestEpoch: undefined,
    ended: 'closed form',
    chosen,
  };
}

/** A checkpoint of other settings or features cannot be gone on from; `go on` then starts anew. */
async function withStart(
  { run }: RunContext,
  start: TrainStart,
  work: (resume: NonNullable<TrainingOptions['resume']>) => Promise<TrainingResult>,
): Promise<TrainingResult> {
  if (start !== 'go on') return work(start === 'resume');
  if (!existsSync(join(run.training, CHECKPOINT_FILE))) return work(false);
  try {
    return await work(true);
  } catch (error) {
    if (error instanceof SejeError && error.code === 'CHECKPOINT_MISMATCH') return work(false);
    throw error;
  }
}
