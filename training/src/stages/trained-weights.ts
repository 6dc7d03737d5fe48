import { readFileOr } from '@seje/core';
import type { EncoderWeights } from '../networks/joint-embedding.js';
import { type NamedWeights, prefixed, under } from '../networks/named-weights.js';
import { decodeSafetensors } from '../networks/safetensors.js';

/** Weights of both encoders as one safetensors file, names prefixed with `recipe.` and `image.`. */
export const WEIGHTS_FILE = 'weights.safetensors';

export function flattened({ recipe, image }: EncoderWeights): NamedWeights {
  return { ...prefixed('recipe.', recipe), ...prefixed('image.', image) };
}

/** @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED */
export async function readTrainedWeights(path: string): Promise<EncoderWeights> {
  const { arrays } = decodeSafetensors(await readFileOr(path, 'Run "seje train" first.'), path);
  return { recipe: under('recipe.', arrays), image: under('image.', arrays) };
}
