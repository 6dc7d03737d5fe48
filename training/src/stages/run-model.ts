import { join } from 'node:path';
import type { Backbone } from '../backbones/backbone.js';
import { loadBackbone } from '../backbones/load-backbone.js';
import type { FeatureSet } from '../data/feature-set.js';
import { readFeatureSet } from '../data/read-feature-set.js';
import type { Experiment } from '../experiment.js';
import type { EncoderWeights } from '../networks/joint-embedding.js';
import { FINETUNE_STAGE, type FinetuneReport, finetunedFiles, readPhotoFeatures } from './finetuned-model.js';
import type { RunContext } from './run-context.js';
import type { RunFolder } from './run-folder.js';
import type { TrainReport } from './train.stage.js';
import { WEIGHTS_FILE, readTrainedWeights } from './trained-weights.js';

/** The best encoders that a run has, fine-tuned where it was, and the features that they read. */
export interface RunEncoders {
  readonly experiment: Experiment;
  readonly weights: EncoderWeights;
  /** Whoever reads it closes its sentences. */
  readonly featureSet: FeatureSet;
}

/** The encoders of a run with the trunks under them. */
export interface RunModel extends RunEncoders {
  /** What the features of photos come from. */
  readonly backbone: Backbone;
  /** The trunk before fine-tuning; `backbone` itself where there was none. */
  readonly frozenBackbone: Backbone;
}

/** @throws SejeError FILE_NOT_FOUND (the run was not trained), and what reading its parts throws */
export async function readRunEncoders(run: RunFolder): Promise<RunEncoders> {
  const finetuned = await run.resultIfAny<FinetuneReport>(FINETUNE_STAGE);
  const { experiment } = finetuned ?? (await run.resultOf<TrainReport>('train', 'train'));
  if (finetuned === undefined) {
    const weights = await readTrainedWeights(join(run.training, WEIGHTS_FILE));
    return { experiment, weights, featureSet: await readFeatureSet(run.features) };
  }
  const files = finetunedFiles(run);
  const weights = await readTrainedWeights(files.weights);
  const photos = await readPhotoFeatures(files.photos);
  return { experiment, weights, featureSet: { ...(await readFeatureSet(run.features)), photos } };
}

/** @throws SejeError as `readRunEncoders` */
export async function readRunModel(
  context: Pick<RunContext, 'run' | 'cacheDir' | 'onProgress'>,
): Promise<RunModel> {
  const { run } = context;
  const encoders = await readRunEncoders(run);
  const frozenBackbone = await loadBackbone(encoders.experiment.image.backbone, context);
  const finetuned = await run.resultIfAny<FinetuneReport>(FINETUNE_STAGE);
  if (finetuned === undefined) return { ...encoders, backbone: frozenBackbone, frozenBackbone };
  const files = finetunedFiles(run);
  const backbone = await loadBackbone(files.trunk, { cacheDir: files.exported });
  return { ...encoders, backbone, frozenBackbone };
}
