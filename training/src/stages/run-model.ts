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
import { type TrainedWeights, readTrainedWeights } from './trained-weights.js';

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

/** The networks that a run has learned, without what they read. */
export interface RunWeights {
  readonly experiment: Experiment;
  /** The best encoders, fine-tuned where they were; the networks of the loss as training left them. */
  readonly weights: TrainedWeights;
  /** Of fine-tuning: what it left. */
  readonly finetuned?: ReturnType<typeof finetunedFiles>;
}

/** @throws SejeError FILE_NOT_FOUND (the run was not trained), FILE_DAMAGED */
export async function readRunWeights(run: RunFolder): Promise<RunWeights> {
  const report = await run.resultIfAny<FinetuneReport>(FINETUNE_STAGE);
  const { experiment } = report ?? (await run.resultOf<TrainReport>('train', 'train'));
  const weights = await readTrainedWeights(run.weights);
  if (report === undefined) return { experiment, weights };
  const finetuned = finetunedFiles(run);
  const { recipe, image } = await readTrainedWeights(finetuned.weights);
  return { experiment, weights: { ...weights, recipe, image }, finetuned };
}

/** @throws SejeError FILE_NOT_FOUND (the run was not trained), and what reading its parts throws */
export async function readRunEncoders(run: RunFolder): Promise<RunEncoders> {
  const { experiment, weights, finetuned } = await readRunWeights(run);
  const photos = finetuned && { photos: await readPhotoFeatures(finetuned.photos) };
  return { experiment, weights, featureSet: { ...(await readFeatureSet(run.features)), ...photos } };
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
