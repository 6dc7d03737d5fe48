import { readFileOr } from '@seje/core';
import type { EncoderWeights } from '../networks/joint-embedding.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { decodeSafetensors } from '../networks/safetensors.js';

/** Weights of both encoders as one safetensors file, names prefixed with `recipe.` and `image.`. */
export const WEIGHTS_FILE = 'weights.safetensors';

export function flattened({ recipe, image }: EncoderWeights): NamedWeights {
  const named = (prefix: string, weights: NamedWeights) =>
    Object.entries(weights).map(([name, weight]) => [`${prefix}.${name}`, weight] as const);
  return Object.fromEntries([...named('recipe', recipe), ...named('image', image)]);
}

/** @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED */
export async function readTrainedWeights(path: string): Promise<EncoderWeights> {
  const { arrays } = decodeSafetensors(await readFileOr(path, 'Run "seje train" first.'), path);
  const under = (prefix: string): NamedWeights =>
    Object.fromEntries(
      Object.entries(arrays)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, weight]) => [name.slice(prefix.length), weight]),
    );
  return { recipe: under('recipe.'), image: under('image.') };
}
