import { readFileOr, writeFileDurably } from '@seje/core';
import type { EncoderWeights } from '../networks/joint-embedding.js';
import { type NamedWeights, prefixed, under } from '../networks/named-weights.js';
import { decodeSafetensors, encodeSafetensors } from '../networks/safetensors.js';

/** Weights of all networks of Phase II as one safetensors file, names prefixed with `recipe.`, `image.`, ... */
export const WEIGHTS_FILE = 'weights.safetensors';

/** Runs of earlier versions kept the encoders alone: the others then have no weights. */
export interface TrainedWeights extends EncoderWeights {
  readonly classifier: NamedWeights;
  readonly discriminator: NamedWeights;
}

export function flattened({ recipe, image, classifier, discriminator }: TrainedWeights): NamedWeights {
  return {
    ...prefixed('recipe.', recipe),
    ...prefixed('image.', image),
    ...prefixed('classifier.', classifier),
    ...prefixed('discriminator.', discriminator),
  };
}

/** @throws SejeError DISK_WRITE_FAILED */
export async function writeTrainedWeights(path: string, weights: TrainedWeights): Promise<void> {
  await writeFileDurably(path, encodeSafetensors({ arrays: flattened(weights), metadata: {} }));
}

/** @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED */
export async function readTrainedWeights(path: string): Promise<TrainedWeights> {
  const { arrays } = decodeSafetensors(await readFileOr(path, 'Run "seje train" first.'), path);
  return {
    recipe: under('recipe.', arrays),
    image: under('image.', arrays),
    classifier: under('classifier.', arrays),
    discriminator: under('discriminator.', arrays),
  };
}
