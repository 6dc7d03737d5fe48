import { type ImagePreprocessing, imagePreprocessingSchema } from '@seje/artifacts';
import { SejeError, canonicalJson, parseJson, readFileOr, sha256, writeFileDurably } from '@seje/core';
import { join } from 'node:path';
import { z } from 'zod';
import { decodeSafetensors } from '../networks/safetensors.js';
import { type Backbone, type BackboneDescription, descriptionPath, openBackbone } from './backbone.js';
import { openCachedBackbone } from './cached-backbone.js';
import { RESNET_ARCHITECTURES, resNetLayers } from './resnet-architecture.js';
import { resNetOnnx } from './resnet-onnx.js';

/** How torchvision prepares photos for its ImageNet weights: RGB, shares of 255 minus mean, over deviation. */
export const TORCHVISION_PREPROCESSING: ImagePreprocessing = {
  resize: 256,
  crop: 224,
  kernel: 'linear',
  channelOrder: 'rgb',
  mean: [123.675, 116.28, 103.53],
  std: [58.395, 57.12, 57.375],
  layout: 'nchw',
};

/** What stands in `<file>.safetensors.json`. */
const descriptionSchema = z.strictObject({
  name: z.string().min(1),
  architecture: z.enum(Object.keys(RESNET_ARCHITECTURES) as (keyof typeof RESNET_ARCHITECTURES)[]),
  /** See `ResNetVariant`; what is left out is as in torchvision and timm. */
  strideOn: z.enum(['3x3', '1x1']).default('3x3'),
  convolutionBias: z.boolean().default(false),
  normEpsilon: z.number().positive().default(1e-5),
  preprocessing: imagePreprocessingSchema
    .refine(({ layout }) => layout === 'nchw', { path: ['layout'], error: 'this network reads nchw' })
    .default(TORCHVISION_PREPROCESSING),
  /** SHA-256 of the safetensors file; checked where it is given. */
  sha256: z.string().length(64).optional(),
  /** Where the weights come from, and under which licence. */
  source: z.string().optional(),
});
type WeightsDescription = z.infer<typeof descriptionSchema>;

/** Raised when the conversion changes, so that an older result in the cache is made anew. */
const CONVERSION = 1;
const REMEDY = 'Download the weights again.';

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
  const described = descriptionPath(path);
  const text = await readFileOr(
    described,
    'Put a JSON file with name and architecture (resnet50 or wide_resnet50_2) beside the weights.',
  );
  const description = parseJson(descriptionSchema, text.toString('utf8'), { where: described });
  const weights = await readFileOr(path, REMEDY);
  const found = sha256(weights);
  checkChecksum(path, description.sha256, found);
  const decided = { ...description, sha256: found, version: CONVERSION };
  const key = sha256(canonicalJson(decided)).slice(0, 16);
  const converted = join(cacheDir, 'backbones', `${description.architecture}-${key}.onnx`);
  const cached = await openCachedBackbone(converted);
  if (cached !== undefined) return cached;
  await convert(converted, weights, { path, description });
  return openBackbone(converted);
}

function checkChecksum(path: string, expected: string | undefined, found: string): void {
  if (expected === undefined || expected === found) return;
  throw new SejeError('CHECKSUM_MISMATCH', {
    message: `The weights ${path} are not those that their description names`,
    expected,
    found,
    remedy: 'Restore the file, or correct `sha256` in the description.',
  });
}

async function convert(
  converted: string,
  weights: Buffer,
  { path, description }: { readonly path: string; readonly description: WeightsDescription },
): Promise<void> {
  const { name, preprocessing, source } = description;
  const architecture = RESNET_ARCHITECTURES[description.architecture];
  const { arrays } = decodeSafetensors(weights, path, { code: 'MODEL_INVALID', remedy: REMEDY });
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
