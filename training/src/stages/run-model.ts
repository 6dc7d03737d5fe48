import { join } from 'node:path';
import type { Backbone } from '../backbones/backbone.js';
import { loadBackbone } from '../backbones/load-backbone.js';
import type { FeatureSet } from '../data/feature-set.js';
import { readFeatureSet } from '../data/read-feature-set.js';
import type { Experiment } from '../experiment.js';
import type { EncoderWeights } from '../networks/joint-embedding.js';
import { FINETUNE_STAGE, type FinetuneReport, finetunedFiles, readPhotoFeatures } from './finetuned-model.js';
import type { RunContext } from './run-context.js';
import type { TrainReport } from './train.stage.js';
import { WEIGHTS_FILE, readTrainedWeights } from './trained-weights.js';

/** The best that a run has: fine-tuned where it was, else trained on the frozen trunk. */
export interface RunModel {
  readonly experiment: Experiment;
  readonly weights: EncoderWeights;
  /** With the features that `backbone` gives; whoever reads it closes its sentences. */
  readonly featureSet: FeatureSet;
  readonly backbone: Backbone;
  /** The trunk before fine-tuning; `backbone` itself where there was none. */
  readonly frozenBackbone: Backbone;
}

/** @throws SejeError FILE_NOT_FOUND (the run was not trained), and what reading its parts throws */
export async function readRunModel(
  context: Pick<RunContext, 'run' | 'cacheDir' | 'onProgress'>,
): Promise<RunModel> {
  const { run } = context;
  const trained = await run.resultOf<TrainReport>('train', 'train');
  const finetuned = await run.resultIfAny<FinetuneReport>(FINETUNE_STAGE);
  const { experiment } = finetuned ?? trained;
  const frozenBackbone = await loadBackbone(experiment.image.backbone, context);
  if (finetuned === undefined) {
    const weights = await readTrainedWeights(join(run.training, WEIGHTS_FILE));
    const featureSet = await readFeatureSet(run.features);
    return { experiment, weights, featureSet, backbone: frozenBackbone, frozenBackbone };
  }
  const files = finetunedFiles(run);
  const weights = await readTrainedWeights(files.weights);
  const backbone = await loadBackbone(files.trunk, { cacheDir: files.exported });
  const photos = await readPhotoFeatures(files.photos);
  const featureSet = { ...(await readFeatureSet(run.features)), photos };
  return { experiment, weights, featureSet, backbone, frozenBackbone };
}
