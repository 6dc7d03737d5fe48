import type { Bundle, Manifest } from '@seje/artifacts';
import { Random } from '@seje/core';
import type { EvaluationReport } from '@seje/retrieval';
import { join } from 'node:path';
import { loadBackbone } from '../backbones/load-backbone.js';
import { readFeatureSet } from '../data/read-feature-set.js';
import { embeddingModelOf } from '../embedding-model-of.js';
import { evaluateModel } from '../evaluator.js';
import type { Experiment } from '../experiment.js';
import { exportBundle } from '../export/export-bundle.js';
import { paritySamples } from '../export/parity-samples.js';
import { trainedEncoders } from '../export/trained-encoders.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import type { PreprocessReport } from './preprocess.stage.js';
import type { RunContext } from './run-context.js';
import type { TrainReport } from './train.stage.js';
import { WEIGHTS_FILE, readTrainedWeights } from './trained-weights.js';

export type ExportContext = Pick<RunContext, 'run' | 'cacheDir' | 'onProgress'> & {
  /** In place of the one that was trained with, from which it may differ in what training does not read. */
  readonly experiment?: Experiment;
};

/** Turns the run's trained weights into its bundle, after comparing both encoders with the trained ones. */
export async function exportRun(context: ExportContext, engine: TensorEngine): Promise<Bundle> {
  const { run, cacheDir, onProgress } = context;
  const trained = await run.resultOf<TrainReport>('train', 'train');
  const experiment = context.experiment ?? trained.experiment;
  const { dataFingerprint } = await run.resultOf<PreprocessReport>('preprocess', 'preprocess');
  const weights = await readTrainedWeights(join(run.training, WEIGHTS_FILE));
  const featureSet = await readFeatureSet(run.features);
  const model = embeddingModelOf(engine.tf, weights, experiment);
  try {
    const report = await evaluateModel(engine.tf, model, { featureSet, partition: 'test', experiment });
    return await exportBundle(run.bundle, {
      experiment,
      weights,
      trained: trainedEncoders(model),
      samples: paritySamples(featureSet, Random.derived(experiment.seed, 'parity')),
      backbone: await loadBackbone(experiment.image.backbone, { cacheDir, onProgress }),
      textDirectory: run.text,
      categoriserDirectory: experiment.image.categoriser === undefined ? undefined : run.categoriser,
      dataFingerprint,
      createdAt: new Date(),
      replace: true,
      ...(report === undefined ? {} : { evaluation: figuresOf(report) }),
    });
  } finally {
    model.dispose();
    featureSet.sentences.close();
  }
}

/** What the manifest says of the test partition. */
function figuresOf(report: EvaluationReport): Manifest['evaluation'] {
  const direction = ({
    medianRank,
    recallAt1,
    recallAt5,
    recallAt10,
  }: EvaluationReport['imageToRecipe']) => ({
    medianRank,
    recallAt1,
    recallAt5,
    recallAt10,
  });
  return {
    partition: 'test',
    bagSize: report.bagSize,
    imageToRecipe: direction(report.imageToRecipe),
    recipeToImage: direction(report.recipeToImage),
  };
}
