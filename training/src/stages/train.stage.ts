import { writeFileDurably } from '@seje/core';
import { join } from 'node:path';
import type { FeatureSet } from '../data/feature-set.js';
import { readFeatureSet } from '../data/read-feature-set.js';
import { type Experiment, trainingHash } from '../experiment.js';
import { encodeSafetensors } from '../networks/safetensors.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import { CHECKPOINT_FILE, type TrainingResult, train } from '../trainer.js';
import { FINETUNE_STAGE } from './finetuned-model.js';
import type { RunContext } from './run-context.js';
import type { StageOutcome } from './run-folder.js';
import { type TrainStart, withStart } from './train-start.js';
import { WEIGHTS_FILE, flattened } from './trained-weights.js';

/** How a training ended; its weights lie beside it. */
export interface TrainReport {
  readonly experiment: Experiment;
  readonly engine: string;
  readonly epochs: number;
  readonly bestEpoch: number | undefined;
  /** `imported`: the weights were trained elsewhere. */
  readonly ended: TrainingResult['ended'] | 'imported';
}

const VERSION = 1;

/** What decides the weights of a run. */
export function trainInputs({ fingerprint }: FeatureSet, experiment: Experiment): Record<string, unknown> {
  return { version: VERSION, features: fingerprint, settings: trainingHash(experiment) };
}

/** Phase II on the run's feature set. A training that was stopped is not done: it throws the signal's reason. */
export async function trainRun(
  context: RunContext,
  engine: TensorEngine,
  start: TrainStart,
): Promise<StageOutcome<TrainReport>> {
  const { run, experiment } = context;
  const featureSet = await readFeatureSet(run.features);
  const inputs = trainInputs(featureSet, experiment);
  const weights = join(run.training, WEIGHTS_FILE);
  const work = async (): Promise<TrainReport> => {
    await run.forget(FINETUNE_STAGE); // it went on from weights that are now replaced
    const trained = await withStart(start, join(run.training, CHECKPOINT_FILE), (resume) =>
      train(featureSet, experiment, {
        engine,
        directory: run.training,
        resume,
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
