import { SejeError, writeFileDurably } from '@seje/core';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readFeatureSet } from '../data/read-feature-set.js';
import { type Experiment, trainingHash } from '../experiment.js';
import { encodeSafetensors } from '../networks/safetensors.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import { CHECKPOINT_FILE, type TrainingOptions, type TrainingResult, train } from '../trainer.js';
import type { PreprocessReport } from './preprocess.stage.js';
import type { RunContext } from './run-context.js';
import type { StageOutcome } from './run-folder.js';
import { WEIGHTS_FILE, flattened } from './trained-weights.js';

/** How a training ended; its weights lie beside it. */
export interface TrainReport {
  readonly experiment: Experiment;
  readonly engine: string;
  readonly epochs: number;
  readonly bestEpoch: number | undefined;
  readonly ended: TrainingResult['ended'];
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
  const { dataFingerprint } = await run.resultOf<PreprocessReport>('preprocess', 'preprocess');
  const inputs = {
    version: VERSION,
    features: featureSet.fingerprint,
    settings: trainingHash(experiment),
  };
  const weights = join(run.training, WEIGHTS_FILE);
  const work = async (): Promise<TrainReport> => {
    const trained = await withStart(context, start, (resume) =>
      train(featureSet, experiment, {
        engine,
        directory: run.training,
        resume,
        dataFingerprint,
        signal: context.signal,
        onProgress: context.onProgress,
      }),
    );
    if (trained.ended === 'interrupted') context.signal.throwIfAborted();
    await writeFileDurably(weights, encodeSafetensors({ arrays: flattened(trained), metadata: {} }));
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
