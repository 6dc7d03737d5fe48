import { canonicalJson, sha256, writeFileDurably } from '@seje/core';
import { join } from 'node:path';
import type { NamedWeights } from '../networks/named-weights.js';
import { type Backbone, type BackboneDescription, descriptionPath, openBackbone } from './backbone.js';
import { openCachedBackbone } from './cached-backbone.js';
import { type WeightsDescription, architectureOf, readDescribedWeights } from './described-weights.js';
import { resNetLayers } from './resnet-architecture.js';
import { resNetOnnx } from './resnet-onnx.js';

/** Raised when the conversion changes, so that an older result in the cache is made anew. */
const CONVERSION = 1;

/**
 * A backbone whose weights are a safetensors file, with `<file>.json` beside it that names the architecture.
 * Converted once and kept in the cache.
 * @throws SejeError FILE_NOT_FOUND, JSON_INVALID, SETTINGS_INVALID, CHECKSUM_MISMATCH, MODEL_INVALID,
 * DISK_WRITE_FAILED
 */
export async function ensureSafetensorsBackbone(
  path: string,
  { cacheDir }: { readonly cacheDir: string },
): Promise<Backbone> {
  const { description, arrays, sha256: found } = await readDescribedWeights(path);
  const decided = { ...description, sha256: found, version: CONVERSION };
  const key = sha256(canonicalJson(decided)).slice(0, 16);
  const architecture = typeof description.architecture === 'string' ? description.architecture : 'resnet';
  const converted = join(cacheDir, 'backbones', `${architecture}-${key}.onnx`);
  const cached = await openCachedBackbone(converted);
  if (cached !== undefined) return cached;
  await convert(converted, arrays, description);
  return openBackbone(converted);
}

async function convert(
  converted: string,
  arrays: NamedWeights,
  description: WeightsDescription,
): Promise<void> {
  const { name, preprocessing, source } = description;
  const architecture = architectureOf(description);
  const onnx = resNetOnnx(arrays, architecture, {
    ...description,
    crop: preprocessing.crop,
    metadata: source === undefined ? {} : { source },
  });
  const backbone: BackboneDescription = {
    name,
    input: 'image',
    output: 'feature',
    featureDimension: resNetLayers(architecture, description).featureDimension,
    preprocessing,
    sha256: sha256(onnx),
    ...(source !== undefined && { source }),
  };
  await writeFileDurably(converted, onnx);
  await writeFileDurably(descriptionPath(converted), `${JSON.stringify(backbone, null, 2)}\n`);
}
