import type { OnProgress, Partition } from '@seje/core';
import { type EvaluationReport, evaluateBagSizes } from '@seje/retrieval';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LinearChoice, fitLinear, linearProblem } from '../baselines/fit-linear.js';
import {
  type LinearMethodName,
  type LinearSettings,
  linearSettingsSchema,
} from '../baselines/linear-settings.js';
import type { FeatureSet } from '../data/feature-set.js';
import { readFeatureSet } from '../data/read-feature-set.js';
import { embeddingModelOf } from '../embedding-model-of.js';
import { embedPairs } from '../evaluator.js';
import type { Experiment } from '../experiment.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { trainingPairs } from '../training-pairs.js';
import { matrixProduct } from '../validation.js';
import type { EvaluationFile } from './evaluate.stage.js';
import type { PreprocessReport } from './preprocess.stage.js';
import type { RunFolder, StageOutcome } from './run-folder.js';
import { readTrainedWeights, writeTrainedWeights } from './trained-weights.js';

/** The linear models that every report shows, with their own defaults, whatever the run trains. */
const BASELINES: Readonly<Record<LinearMethodName, LinearSettings>> = {
  ridge: linearSettingsSchema.parse({ name: 'ridge' }),
  cca: linearSettingsSchema.parse({ name: 'cca' }),
};

export type Baselines<T> = Readonly<Record<LinearMethodName, T>>;

/** A linear model's ranks in the bags of the report that it stands in. */
export interface BaselineReport extends EvaluationReport {
  /** As in the report itself. */
  readonly furtherBagSizes?: readonly EvaluationReport[];
  readonly chosen: LinearChoice;
}

/** What `evaluation.json` of a run holds. */
export type RunEvaluation = EvaluationFile & {
  /** Absent where they were not asked for, and where the pairs are not the run's own. */
  readonly baselines?: Baselines<BaselineReport>;
};

export interface BaselineContext {
  readonly run: RunFolder;
  readonly experiment: Experiment;
  readonly onProgress: OnProgress;
}

const VERSION = 1;

/**
 * Ridge regression and CCA on the pairs that the run trains on: fitted once for one feature set and one choice
 * of pairs, and kept in the run folder.
 */
export async function fitBaselines(
  { run, experiment, onProgress }: BaselineContext,
  featureSet: FeatureSet,
): Promise<StageOutcome<Baselines<LinearChoice>>> {
  const { seed, training } = experiment;
  const { validationBag, shufflePairs } = training;
  const inputs = {
    version: VERSION,
    features: featureSet.fingerprint,
    pairs: { seed, validationBag, shufflePairs },
    settings: BASELINES,
  };
  const outputs = [weightsFile(run, 'ridge'), weightsFile(run, 'cca')];
  return run.stage('baselines', { inputs, outputs }, async () => {
    const pairs = trainingPairs(featureSet, experiment);
    const problem = linearProblem(featureSet, pairs, BASELINES.ridge);
    return forEachBaseline(async (name) => {
      const { weights, chosen } = await fitLinear(problem, BASELINES[name], onProgress);
      await writeTrainedWeights(weightsFile(run, name), { ...weights, classifier: {}, discriminator: {} });
      return chosen;
    });
  });
}

/** Which pairs a report ranks, and in which bags. */
export interface RankedPairs {
  readonly partition: Partition;
  /** N, pairs in a bag; of each size `bags` bags. */
  readonly bagSizes: readonly number[];
  readonly bags: number;
  readonly seed: number;
}

/**
 * Ranks the run's own pairs with both baselines, fitted first unless they are there, in the bags of a report
 * on the same pairs. Undefined where the partition has too few pairs.
 */
export async function rankBaselines(
  tf: Tf,
  context: BaselineContext,
  asked: RankedPairs,
): Promise<Baselines<BaselineReport> | undefined> {
  const featureSet = await readFeatureSet(context.run.features);
  try {
    const { result: chosen } = await fitBaselines(context, featureSet);
    const reports = await forEachBaseline(async (name) => {
      const weights = await readTrainedWeights(weightsFile(context.run, name));
      const model = embeddingModelOf(tf, weights, { ...context.experiment, method: BASELINES[name] });
      try {
        const embeddings = embedPairs(model, featureSet, asked.partition);
        if (embeddings === undefined) return undefined;
        const product = matrixProduct(tf);
        const [first, ...further] = await evaluateBagSizes(embeddings, asked.bagSizes, { ...asked, product });
        return { ...first!, ...(further.length > 0 && { furtherBagSizes: further }), chosen: chosen[name] };
      } finally {
        model.dispose();
      }
    });
    const { ridge, cca } = reports;
    return ridge && cca && { ridge, cca };
  } finally {
    featureSet.sentences.close();
  }
}

/** Whether the folder is a run whose features are of the data set with this fingerprint. */
export async function holdsFeaturesOf(run: RunFolder, dataFingerprint: string): Promise<boolean> {
  const made = await run.resultIfAny<Pick<PreprocessReport, 'dataFingerprint'>>('preprocess');
  return made?.dataFingerprint === dataFingerprint && existsSync(run.features);
}

function weightsFile(run: RunFolder, name: LinearMethodName): string {
  return join(run.baselines, `${name}.safetensors`);
}

/** One after the other. */
async function forEachBaseline<T>(work: (name: LinearMethodName) => Promise<T>): Promise<Baselines<T>> {
  return { ridge: await work('ridge'), cca: await work('cca') };
}
