import { type ImagePreprocessing, imagePreprocessingSchema } from '@seje/artifacts';
import { SejeError, canonicalJson, parseJson, readFileOr, sha256 } from '@seje/core';
import { z } from 'zod';
import type { NamedWeights } from '../networks/named-weights.js';
import { decodeSafetensors } from '../networks/safetensors.js';
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
  /** By name, or spelled out; see `ResNetArchitecture`. */
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

/** Weights of a residual network, and the network that they are of. */
export interface ResidualWeights {
  readonly description: WeightsDescription;
  readonly architecture: ResNetArchitecture;
  /** As the file names them; `resNetWeights` checks them. */
  readonly arrays: NamedWeights;
  /** Over file and description: equal fingerprints, equal networks. */
  readonly fingerprint: string;
}

const REMEDY = 'Download the weights again.';

/**
 * Reads a safetensors file that has `<file>.json` beside it, which names the architecture.
 * @throws SejeError FILE_NOT_FOUND, JSON_INVALID, SETTINGS_INVALID, CHECKSUM_MISMATCH, MODEL_INVALID
 */
export async function readResidualWeights(path: string): Promise<ResidualWeights> {
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
  const { architecture } = description;
  return {
    description,
    architecture: typeof architecture === 'string' ? RESNET_ARCHITECTURES[architecture] : architecture,
    arrays,
    fingerprint: sha256(canonicalJson({ ...description, sha256: found })),
  };
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
