import { type ExecutionProviderChoice, createOnnxSession } from '@seje/artifacts';
import { type Matrix, type OnProgress, matrixFromRows, matrixOf, rowOf } from '@seje/core';
import { PhotoTrunk } from '@seje/encoders';
import { photoTensor } from '@seje/preprocessing';
import { readFile } from 'node:fs/promises';
import type { Backbone } from '../../../backbones/backbone.js';
import { type WeightsDescription, writeDescribedWeights } from '../../../backbones/described-weights.js';
import { ensureSafetensorsBackbone } from '../../../backbones/safetensors-backbone.js';
import { trunkNetwork } from '../../../backbones/trainable-backbone.js';
import type { LabelledPhoto } from '../../../data/food101-layout.js';
import { checkTrunkParity } from '../../../finetuning/trunk-parity.js';
import type { NamedWeights } from '../../../networks/named-weights.js';
import { ResidualTrunk } from '../../../networks/residual-trunk.js';
import { numbersOf } from '../../../tensor-engine/matrix-tensor.js';
import type { Tf } from '../../../tensor-engine/tensor-engine.js';
import { type PhotoFeatures, labelledFeatures } from '../labelled-features.js';

export interface TrainedTrunkParts {
  readonly tf: Tf;
  /** As torchvision names and shapes them. */
  readonly weights: NamedWeights;
  readonly description: Omit<WeightsDescription, 'sha256'>;
  /** The safetensors file that receives the weights; its description goes beside it. */
  readonly path: string;
  /** Folder that receives the exported trunk; the caller's to remove. */
  readonly exportTo: string;
  /** Photos that can be read: all are sent through the exported trunk, the first few through the trained one too. */
  readonly photos: readonly LabelledPhoto[];
  readonly provider: ExecutionProviderChoice;
  readonly onProgress: OnProgress;
}

export interface TrainedTrunk {
  readonly backbone: Backbone;
  /** Of the photos, by the exported trunk. */
  readonly features: PhotoFeatures;
  /** Largest difference of a feature between trained and exported trunk, as a share of the largest feature. */
  readonly parity: number;
}

/** Photos that trained and exported trunk are compared on. */
const COMPARED_PHOTOS = 8;
const CHANNELS = 3;

/**
 * Writes a trained trunk as safetensors under torchvision's names, exports it with batch norm folded, and holds the
 * export against the trained network.
 * @throws SejeError PARITY_FAILED, DISK_WRITE_FAILED
 */
export async function exportedTrunk(parts: TrainedTrunkParts): Promise<TrainedTrunk> {
  const { weights, description, path, exportTo, photos } = parts;
  await writeDescribedWeights(path, weights, description);
  const backbone = await ensureSafetensorsBackbone(path, { cacheDir: exportTo });
  const features = await exportedFeatures(backbone, parts);
  const compared = photos.slice(0, COMPARED_PHOTOS);
  const exported = matrixFromRows(compared.map((_, i) => rowOf(features.features, i)));
  const parity = checkTrunkParity(await trainedFeatures(compared, parts), exported, {
    what: 'after its export what it was trained to',
    remedy: 'Run the command again; the export of its weights is at fault if it says so again.',
  });
  return { backbone, features, parity };
}

async function exportedFeatures(
  { path, preprocessing, featureDimension, output }: Backbone,
  { photos, provider, onProgress }: TrainedTrunkParts,
): Promise<PhotoFeatures> {
  const session = await createOnnxSession(path, { provider });
  const trunk = new PhotoTrunk({ session, preprocessing, featureDimension, outputName: output });
  try {
    const step = 'features of test photos, fine-tuned';
    return await labelledFeatures(photos, trunk, { step, dropped: {}, onProgress });
  } finally {
    await trunk.release();
  }
}

async function trainedFeatures(
  photos: readonly LabelledPhoto[],
  { tf, weights, description }: TrainedTrunkParts,
): Promise<Matrix> {
  const { preprocessing } = description;
  const side = preprocessing.crop;
  const trunk = new ResidualTrunk(tf, weights, { network: trunkNetwork(description), fromStage: 0 });
  try {
    const features = matrixOf(photos.length, trunk.featureDimension);
    for (const [i, { path }] of photos.entries()) {
      const pixels = await photoTensor(await readFile(path), { ...preprocessing, layout: 'nhwc' });
      const row = numbersOf(tf, () =>
        trunk.features(tf.tensor4d(pixels, [1, side, side, CHANNELS]), 'infer'),
      );
      features.data.set(row, i * features.columns);
    }
    return features;
  } finally {
    trunk.dispose();
  }
}
