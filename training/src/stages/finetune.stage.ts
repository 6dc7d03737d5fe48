import type { RecipeSource } from '@seje/catalogue';
import { SejeError, canonicalJson, sha256, sha256OfFile } from '@seje/core';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DescribedWeights, writeDescribedWeights } from '../backbones/described-weights.js';
import { loadBackbone } from '../backbones/load-backbone.js';
import { loadTrainableBackbone, trunkNetwork } from '../backbones/trainable-backbone.js';
import type { FeatureSet } from '../data/feature-set.js';
import { readFeatureSet } from '../data/read-feature-set.js';
import { trainingHash } from '../experiment.js';
import { type FinetuneSettings, finetuneSettingsSchema } from '../finetuning/finetune-settings.js';
import { FINETUNING, finetune } from '../finetuning/finetune.js';
import { FINETUNE_CHECKPOINT } from '../finetuning/finetuning-run.js';
import { photoFilesOf } from '../finetuning/photo-files.js';
import { PhotoReader } from '../finetuning/photo-reader.js';
import { checkTrunkParity } from '../finetuning/trunk-parity.js';
import { requireNative } from '../tensor-engine/require-native.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import { finetuneStart } from './finetune-start.js';
import {
  FINETUNE_STAGE,
  type FinetuneReport,
  finetunedFiles,
  writePhotoFeatures,
} from './finetuned-model.js';
import { comparedRows, exportedFeatures, trainableFeatures } from './finetuned-trunk.js';
import type { PreprocessReport } from './preprocess.stage.js';
import { requireNetworks } from './require-networks.js';
import type { RunContext } from './run-context.js';
import type { StageOutcome } from './run-folder.js';
import { type TrainStart, withStart } from './train-start.js';
import type { TrainReport } from './train.stage.js';
import { writeTrainedWeights } from './trained-weights.js';

export interface FinetuneRunOptions {
  /** The data set that the run was made of: photos are read from it. */
  readonly source: RecipeSource;
  readonly engine: TensorEngine;
  readonly start: TrainStart;
  /** Worker threads that read photos. */
  readonly threads: number;
  /** Their entry file, where it lies elsewhere. */
  readonly worker?: URL;
}

const VERSION = 1;

/**
 * Fine-tunes the trunk of a trained run end to end; the run then has a backbone of its own, and its bundle that
 * trunk. One that was stopped is not done: it throws the signal's reason.
 * @throws SejeError what `finetune` throws; FILE_NOT_FOUND (not trained), CHECKPOINT_MISMATCH (trained otherwise),
 * MODEL_INVALID (the backbone cannot be trained), PARITY_FAILED
 */
export async function finetuneRun(
  context: RunContext,
  options: FinetuneRunOptions,
): Promise<StageOutcome<FinetuneReport>> {
  const { run, experiment } = context;
  requireNetworks(experiment, FINETUNING);
  requireNative(options.engine, FINETUNING);
  const trained = await run.resultOf<TrainReport>('train', 'train');
  assertTrainedWith(context, trained);
  const trunk = await loadTrainableBackbone(experiment.image.backbone, context);
  const settings = settingsFor(trunk, experiment.finetune ?? finetuneSettingsSchema.parse({}));
  const featureSet = await readFeatureSet(run.features);
  const startFingerprint = sha256(
    canonicalJson({
      weights: await sha256OfFile(run.weights),
      trunk: { ...trunk.description, sha256: trunk.sha256 },
    }),
  );
  const inputs = {
    version: VERSION,
    features: featureSet.fingerprint,
    training: trainingHash(experiment),
    settings,
    start: startFingerprint,
  };
  const stage = { inputs, outputs: Object.values(finetunedFiles(run)), anew: options.start === 'anew' };
  const start = { trunk, settings, featureSet, startFingerprint };
  try {
    return await run.stage(FINETUNE_STAGE, stage, () => finetuneFrom(start, context, options));
  } finally {
    featureSet.sentences.close();
  }
}

interface StartParts {
  readonly trunk: DescribedWeights;
  readonly settings: FinetuneSettings;
  readonly featureSet: FeatureSet;
  readonly startFingerprint: string;
}

async function finetuneFrom(
  { trunk, settings, featureSet, startFingerprint }: StartParts,
  context: RunContext,
  { source, engine, start, threads, worker }: FinetuneRunOptions,
): Promise<FinetuneReport> {
  const { run, experiment, signal, onProgress } = context;
  const { tf } = engine;
  const { dataFingerprint } = await run.resultOf<PreprocessReport>('preprocess', 'preprocess');
  const network = trunkNetwork(trunk.description);
  const { preprocessing } = trunk.description;
  const { seed } = experiment;
  const ahead = settings.batchesAhead;
  const files = await photoFilesOf(featureSet, { source, photoTable: run.photoTable });
  const photos = new PhotoReader({ files, preprocessing, seed, threads, ahead, worker });
  try {
    checkTrunkParity(
      await trainableFeatures(tf, photos, { weights: trunk.arrays, network }),
      comparedRows(featureSet.photos),
      {
        what: 'the features that the encoders were trained on',
        remedy: 'Run "seje preprocess" again on the photos as they are now, then "seje train".',
      },
    );
    const startWeights = await finetuneStart(context, trunk.arrays);
    const tuned = await withStart(start, join(run.finetuning, FINETUNE_CHECKPOINT), (resume) =>
      finetune({
        featureSet,
        experiment,
        settings,
        network,
        start: startWeights,
        startFingerprint,
        photos,
        engine,
        directory: run.finetuning,
        resume,
        dataFingerprint,
        onProgress,
        signal,
      }),
    );
    if (tuned.ended === 'interrupted') signal.throwIfAborted();

    const out = finetunedFiles(run);
    const served = { ...tuned, classifier: {}, discriminator: {} }; // the others end with training
    await writeTrainedWeights(out.weights, served);
    await writeDescribedWeights(out.trunk, tuned.trunk, describedAs(trunk, experiment.name));
    await rm(out.exported, { recursive: true, force: true }); // of a fine-tuning before
    const backbone = await loadBackbone(out.trunk, { cacheDir: out.exported });
    const features = await exportedFeatures(context, backbone, files);
    const parity = checkTrunkParity(
      comparedRows(features),
      await trainableFeatures(tf, photos, { weights: tuned.trunk, network }),
      { what: 'the same as its export', remedy: 'Report this, with the description of its weights.' },
    );
    await writePhotoFeatures(out.photos, features);
    return {
      experiment,
      engine: engine.name,
      epochs: tuned.history.length,
      bestEpoch: tuned.bestEpoch,
      ended: tuned.ended,
      photosWaited: tuned.photosWaited,
      parity,
    };
  } finally {
    await photos.close();
  }
}

function describedAs({ description }: DescribedWeights, run: string): DescribedWeights['description'] {
  const { sha256: _, name, source, ...network } = description;
  const from = source === undefined ? name : `${name} (${source})`;
  return { ...network, name: `${name}-finetuned`, source: `${from}, fine-tuned in the experiment ${run}` };
}

function settingsFor({ description }: DescribedWeights, settings: FinetuneSettings): FinetuneSettings {
  const stages = trunkNetwork(description).architecture.blocks.length;
  if (settings.fromStage <= stages) return settings;
  throw new SejeError('SETTINGS_INVALID', {
    message: 'finetune.fromStage names a stage that the backbone does not have',
    expected: `0 to ${stages}`,
    found: `${settings.fromStage}`,
    remedy: 'Give the stage from which on the trunk is to be trained.',
  });
}

function assertTrainedWith({ run, experiment }: RunContext, trained: TrainReport): void {
  const [expected, found] = [trainingHash(trained.experiment), trainingHash(experiment)];
  if (expected === found && trained.experiment.image.backbone === experiment.image.backbone) return;
  throw new SejeError('CHECKPOINT_MISMATCH', {
    message: `${run.path} was trained with another experiment than the one to fine-tune with`,
    expected: `${trained.experiment.name} (${expected.slice(0, 12)}, ${trained.experiment.image.backbone})`,
    found: `${experiment.name} (${found.slice(0, 12)}, ${experiment.image.backbone})`,
    remedy: 'Give --experiment and --seed as "seje train" had them; the settings `finetune` may differ.',
  });
}
