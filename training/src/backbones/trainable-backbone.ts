import { SejeError } from '@seje/core';
import { RESNET50 } from '../experiment.js';
import type { ResNetNetwork } from '../networks/residual-trunk.js';
import {
  type DescribedWeights,
  type WeightsDescription,
  architectureOf,
  readDescribedWeights,
} from './described-weights.js';
import type { ResNet50Options } from './resnet50.js';
import { ensureResNet50Weights } from './resnet50-weights.js';

/**
 * The weights of a backbone that can be trained on: `ResidualTrunk` takes them, with `trunkNetwork` of their
 * description.
 * @param nameOrPath `resnet50`, or the path of a safetensors file with `<file>.json` beside it
 * @throws SejeError MODEL_INVALID (an ONNX file, whose batch norms are folded away), and what
 * `ensureResNet50Weights` and `readDescribedWeights` throw
 */
export async function loadTrainableBackbone(
  nameOrPath: string,
  options: ResNet50Options,
): Promise<DescribedWeights> {
  if (nameOrPath === RESNET50) return ensureResNet50Weights(options);
  if (nameOrPath.endsWith('.safetensors')) return readDescribedWeights(nameOrPath);
  throw new SejeError('MODEL_INVALID', {
    message: 'This backbone cannot be trained',
    expected: `${RESNET50}, or the weights of a residual network as a .safetensors file`,
    found: nameOrPath,
    remedy: 'Give its weights as safetensors, under the names of torchvision or timm.',
  });
}

/** What `ResidualTrunk` is to know of weights. */
export function trunkNetwork(description: WeightsDescription): ResNetNetwork {
  const { strideOn, convolutionBias, normEpsilon } = description;
  return { architecture: architectureOf(description), strideOn, convolutionBias, normEpsilon };
}
