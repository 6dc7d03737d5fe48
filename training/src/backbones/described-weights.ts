import { type ImagePreprocessing, imagePreprocessingSchema } from '@seje/artifacts';
import { SejeError, parseJson, readFileOr, sha256, writeFileDurably } from '@seje/core';
import { z } from 'zod';
import type { NamedWeights } from '../networks/named-weights.js';
import { decodeSafetensors, encodeSafetensors } from '../networks/safetensors.js';
import { descriptionPath } from './backbone.js';
import { RESNET_ARCHITECTURES, type ResNetArchitecture } from './resnet-architecture.js';

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

const width = z.int().positive();

/** What stands in `<file>.safetensors.json`. */
const descriptionSchema = z.strictObject({
  name: z.string().min(1),
  /** By name, or spelled out: see `ResNetArchitecture`. */
  architecture: z.union([
    z.enum(Object.keys(RESNET_ARCHITECTURES) as (keyof typeof RESNET_ARCHITECTURES)[]),
    z.strictObject({
      blocks: z.array(z.int().positive()).min(1),
      stemWidth: width,
      innerWidth: width,
      outerWidth: width,
    }),
  ]),
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
export type WeightsDescription = z.infer<typeof descriptionSchema>;

export function architectureOf({ architecture }: WeightsDescription): ResNetArchitecture {
  return typeof architecture === 'string' ? RESNET_ARCHITECTURES[architecture] : architecture;
}

export interface DescribedWeights {
  readonly description: WeightsDescription;
  /** As they stand in the file. */
  readonly arrays: NamedWeights;
  /** Of the file. */
  readonly sha256: string;
}

const REMEDY = 'Download the weights again.';

/**
 * Weights of a residual network in a safetensors file, and `<file>.json` beside it that names the architecture.
 * @throws SejeError FILE_NOT_FOUND, JSON_INVALID, SETTINGS_INVALID, CHECKSUM_MISMATCH, MODEL_INVALID
 */
export async function readDescribedWeights(path: string): Promise<DescribedWeights> {
  const described = descriptionPath(path);
  const text = await readFileOr(
    described,
    'Put a JSON file with name and architecture (resnet50 or wide_resnet50_2) beside the weights.',
  );
  const description = parseJson(descriptionSchema, text.toString('utf8'), { where: described });
  const weights = await readFileOr(path, REMEDY);
  const found = sha256(weights);
  checkChecksum(path, description.sha256, found);
  const { arrays } = decodeSafetensors(weights, path, { code: 'MODEL_INVALID', remedy: REMEDY });
  return { description, arrays, sha256: found };
}

/**
 * Writes weights where `loadBackbone` and `loadTrainableBackbone` find them: a safetensors file under
 * torchvision's names, and its description beside it, last.
 * @throws SejeError DISK_WRITE_FAILED
 */
export async function writeDescribedWeights(
  path: string,
  weights: NamedWeights,
  description: Omit<WeightsDescription, 'sha256'>,
): Promise<void> {
  const bytes = encodeSafetensors({ arrays: weights, metadata: {} });
  await writeFileDurably(path, bytes);
  const described = { ...description, sha256: sha256(bytes) };
  await writeFileDurably(descriptionPath(path), `${JSON.stringify(described, null, 2)}\n`);
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
