import type { Bundle, Manifest } from '@seje/artifacts';
import { Random } from '@seje/core';
import type { EvaluationReport } from '@seje/retrieval';
import { embeddingModelOf } from '../embedding-model-of.js';
import { evaluateModel } from '../evaluator.js';
import type { Experiment } from '../experiment.js';
import { exportBundle } from '../export/export-bundle.js';
import { paritySamples } from '../export/parity-samples.js';
import { figuresOf } from '../export/quantization/variant-report.js';
import { trainedEncoders } from '../export/trained-encoders.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import type { PreprocessReport } from './preprocess.stage.js';
import type { RunContext } from './run-context.js';
import { readRunModel } from './run-model.js';

export type ExportContext = Pick<RunContext, 'run' | 'cacheDir' | 'onProgress'> & {
  /** In place of the one that was trained with, from which it may differ in what training does not read. */
  readonly experiment?: Experiment;
};

/**
 * Turns what the run has trained, and fine-tuned where it was, into its bundle, after comparing both encoders with
 * the trained ones.
 */
export async function exportRun(context: ExportContext, engine: TensorEngine): Promise<Bundle> {
  const { run } = context;
  const trained = await readRunModel(context);
  const { weights, featureSet, backbone, frozenBackbone } = trained;
  const experiment = context.experiment ?? trained.experiment;
  const { dataFingerprint } = await run.resultOf<PreprocessReport>('preprocess', 'preprocess');
  const model = embeddingModelOf(engine.tf, weights, experiment);
  try {
    const report = await evaluateModel(engine.tf, model, { featureSet, partition: 'test', experiment });
    return await exportBundle(run.bundle, {
      experiment,
      weights,
      trained: trainedEncoders(model),
      samples: paritySamples(featureSet, Random.derived(experiment.seed, 'parity')),
      backbone,
      frozenBackbone,
      textDirectory: run.text,
      categoriserDirectory: experiment.image.categoriser === undefined ? undefined : run.categoriser,
      dataFingerprint,
      createdAt: new Date(),
      replace: true,
      ...(report === undefined ? {} : { evaluation: evaluationOf(report) }),
    });
  } finally {
    model.dispose();
    featureSet.sentences.close();
  }
}

/** What the manifest says of the test partition. */
function evaluationOf(report: EvaluationReport): Manifest['evaluation'] {
  return { partition: 'test', bagSize: report.bagSize, ...figuresOf(report) };
}
