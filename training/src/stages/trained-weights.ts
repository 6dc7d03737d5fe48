import { readFileOr, writeFileDurably } from '@seje/core';
import type { EncoderWeights } from '../networks/joint-embedding.js';
import { prefixed, under } from '../networks/named-weights.js';
import { decodeSafetensors, encodeSafetensors } from '../networks/safetensors.js';

/** Weights of both encoders as one safetensors file, names prefixed with `recipe.` and `image.`. */
export const WEIGHTS_FILE = 'weights.safetensors';

/** @throws SejeError DISK_WRITE_FAILED */
export async function writeTrainedWeights(path: string, { recipe, image }: EncoderWeights): Promise<void> {
  const arrays = { ...prefixed('recipe.', recipe), ...prefixed('image.', image) };
  await writeFileDurably(path, encodeSafetensors({ arrays, metadata: {} }));
}

/** @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED */
export async function readTrainedWeights(path: string): Promise<EncoderWeights> {
  const { arrays } = decodeSafetensors(await readFileOr(path, 'Run "seje train" first.'), path);
  return { recipe: under('recipe.', arrays), image: under('image.', arrays) };
}
