import { MANIFEST_FILE, openBundle } from '@seje/artifacts';
import { openRecipeSource } from '@seje/catalogue';
import { canonicalJson, sha256, writeFileDurably } from '@seje/core';
import { join } from 'node:path';
import { loadBackbone } from '../backbones/load-backbone.js';
import { FINETUNING } from '../finetuning/finetune.js';
import { PHOTO_THREADS } from '../finetuning/photo-reader.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import { requireNative } from '../tensor-engine/require-native.js';
import { type RunEvaluation, rankBaselines } from './baselines.stage.js';
import { evaluateBundle } from './evaluate.stage.js';
import { exportRun } from './export.stage.js';
import { finetuneRun } from './finetune.stage.js';
import { FINETUNE_STAGE, type FinetuneReport } from './finetuned-model.js';
import { type IndexReport, buildIndex } from './index.stage.js';
import { type PreprocessReport, preprocess } from './preprocess.stage.js';
import type { RunContext } from './run-context.js';
import type { StageOutcome } from './run-folder.js';
import { stoppableProgress } from './stoppable.js';
import { type TrainReport, trainRun } from './train.stage.js';

export interface PipelineReport {
  readonly preprocess: PreprocessReport;
  readonly train: TrainReport;
  readonly index: IndexReport;
  readonly evaluation: RunEvaluation;
}

export interface PipelineOptions {
  /** Path of the data set. */
  readonly data: string;
  /** Whether the evaluation shows ridge regression and CCA on the same features. */
  readonly baselines: boolean;
  /** Told about each step, one line. */
  readonly say: (line: string) => void;
}

const VERSION = 1;
/** Categories of fewer test pairs are left out of `evaluation.json`. */
const FEWEST_OF_CATEGORY = 10;

/**
 * All steps from a data set to a bundle, an index and `evaluation.json`, in one run folder. A step whose
 * inputs have not changed since it ran there is not run again.
 * @throws SejeError RUN_LOCKED where another process writes to the run folder, and what the steps throw
 */
export function runPipeline(context: RunContext, options: PipelineOptions): Promise<PipelineReport> {
  return context.run.exclusively(() => runStages(context, options));
}

async function runStages(context: RunContext, options: PipelineOptions): Promise<PipelineReport> {
  const { run, experiment, onProgress, provider, signal } = context;
  const told = <T>(step: string, outcome: StageOutcome<T>): T => {
    options.say(`${step}: ${outcome.reused ? 'unchanged, reused' : 'done'}`);
    return outcome.result;
  };
  const source = await openRecipeSource(options.data);
  const backbone = await loadBackbone(experiment.image.backbone, {
    ...context,
    onProgress: stoppableProgress(onProgress, signal),
  });
  const preprocessed = told('Preprocess', await preprocess(context, source, backbone));
  const { dataFingerprint } = preprocessed;

  const engine = await openTensorEngine(context.engine);
  if (experiment.finetune !== undefined) requireNative(engine, FINETUNING);
  const trained = told(`Train (${engine.name} engine)`, await trainRun(context, engine, 'go on'));
  if (experiment.finetune !== undefined) {
    const finetuning = { source, engine, start: 'go on', threads: PHOTO_THREADS } as const;
    told('Fine-tune', await finetuneRun(context, finetuning));
  }
  const finetuned = await run.resultIfAny<FinetuneReport>(FINETUNE_STAGE);

  const exportInputs = {
    version: VERSION,
    experiment,
    preprocess: {
      made: preprocessed.stages.map(({ stage, sha256: made }) => [stage, made]),
      backbone: backbone.fingerprint,
    },
    train: sha256(canonicalJson(trained)),
    ...(finetuned && { finetune: sha256(canonicalJson(finetuned)) }),
  };
  const bundlePath = join(run.bundle, MANIFEST_FILE);
  const exported = await run.stage('export', { inputs: exportInputs, outputs: [bundlePath] }, async () => {
    const bundle = await exportRun(context, engine);
    return { fingerprint: bundle.fingerprint, parity: bundle.manifest.parity };
  });
  told('Export', exported);
  const bundle = await openBundle(run.bundle);

  const embedding = { bundle: bundle.fingerprint, dataFingerprint, seed: experiment.seed, version: VERSION };
  const shared = { photoFeatures: run.photoFeatures, seed: experiment.seed, provider, onProgress, signal };
  const indexing = {
    inputs: { ...embedding, settings: experiment.index },
    outputs: [run.generations],
  };
  const index = told(
    'Index',
    await run.stage('index', indexing, () =>
      buildIndex(bundle, source, { ...shared, generations: run.generations, settings: experiment.index }),
    ),
  );
  const evaluating = {
    inputs: {
      ...embedding,
      settings: experiment.evaluation,
      // the baselines depend on features and seed, which decide the bundle too
      baselines: options.baselines,
    },
    outputs: [run.evaluation],
  };
  const evaluation = told(
    'Evaluate',
    await run.stage('evaluate', evaluating, async (): Promise<RunEvaluation> => {
      const { bagSize, bags } = experiment.evaluation;
      const asked = { bagSizes: [bagSize], bags, partition: 'test' } as const;
      const report = await evaluateBundle(bundle, source, {
        ...shared,
        ...asked,
        fewestOfCategory: FEWEST_OF_CATEGORY,
      });
      const baselines = options.baselines
        ? await rankBaselines(engine.tf, context, { ...asked, seed: experiment.seed })
        : undefined;
      const whole = { ...report, ...(baselines && { baselines }) };
      await writeFileDurably(run.evaluation, `${JSON.stringify(whole, null, 2)}\n`);
      return whole;
    }),
  );
  return { preprocess: preprocessed, train: trained, index, evaluation };
}
