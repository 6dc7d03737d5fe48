import { fitExperiment } from '../baselines/fit-experiment.js';
import type { LinearChoice } from '../baselines/fit-linear.js';
import type { LinearSettings } from '../baselines/linear-settings.js';
import type { FeatureSet } from '../data/feature-set.js';
import { readFeatureSet } from '../data/read-feature-set.js';
import { type Experiment, trainingHash } from '../experiment.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import { type TrainingResult, train } from '../trainer.js';
import { FINETUNE_STAGE } from './finetuned-model.js';
import type { PreprocessReport } from './preprocess.stage.js';
import type { RunContext } from './run-context.js';
import type { StageOutcome } from './run-folder.js';
import { stoppableProgress } from './stoppable.js';
import { type TrainStart, withStart } from './train-start.js';
import { writeTrainedWeights } from './trained-weights.js';

/** How a training ended; its weights lie beside it. */
export interface TrainReport {
  readonly experiment: Experiment;
  readonly engine: string;
  /** 0 of a linear model. */
  readonly epochs: number;
  readonly bestEpoch: number | undefined;
  /** `imported`: the weights were trained elsewhere; `closed form`: of a linear model. */
  readonly ended: TrainingResult['ended'] | 'imported' | 'closed form';
  /** Of a linear model: the settings that the validation pairs chose. */
  readonly chosen?: LinearChoice;
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
  const { dataFingerprint } = await run.resultOf<PreprocessReport>('preprocess', 'preprocess');
  const inputs = trainInputs(featureSet, experiment);
  const work = async (): Promise<TrainReport> => {
    await run.forget(FINETUNE_STAGE); // it went on from weights that are now replaced
    if (experiment.method !== undefined) return fitMethod(context, featureSet, experiment.method);
    const trained = await withStart(start, run.checkpoint, (resume) =>
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
    await writeTrainedWeights(run.weights, trained);
    return {
      experiment,
      engine: trained.engine,
      epochs: trained.history.length,
      bestEpoch: trained.bestEpoch,
      ended: trained.ended,
    };
  };
  try {
    return await run.stage('train', { inputs, outputs: [run.weights], anew: start === 'anew' }, work);
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
  const networks = { ...weights, classifier: {}, discriminator: {} };
  await writeTrainedWeights(run.weights, networks);
  return {
    experiment,
    engine: 'none',
    epochs: 0,
    bestEpoch: undefined,
    ended: 'closed form',
    chosen,
  };
}
