import { SejeError } from '@seje/core';
import { checkedWeights } from '../export/weight-shapes.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { type ResNetLayers, type ResNetVariant, convolutionsOf } from './resnet-architecture.js';

/** Of the classifier on top, and of training: a trunk has no use for them. */
const NOT_OF_THE_TRUNK = /^fc\.|\.num_batches_tracked$/;
/** Every residual network here has this one; what stands before it stands before all names. */
const LANDMARK = 'layer1.0.conv1.weight';

const NORM_PARTS = ['weight', 'bias', 'running_mean', 'running_var'] as const;

/** Name -> shape of every weight of the trunk, as torchvision and timm name them. */
export function resNetShapes(
  layers: ResNetLayers,
  { convolutionBias }: Pick<ResNetVariant, 'convolutionBias'>,
): Record<string, readonly number[]> {
  const shapes: Record<string, readonly number[]> = {};
  for (const { name, norm, inputs, outputs, kernel } of convolutionsOf(layers)) {
    shapes[`${name}.weight`] = [outputs, inputs, kernel, kernel];
    if (convolutionBias) shapes[`${name}.bias`] = [outputs];
    for (const part of NORM_PARTS) shapes[`${norm}.${part}`] = [outputs];
  }
  return shapes;
}

/**
 * The trunk's weights out of a file of torchvision, timm or a model that wraps one: a prefix that all names
 * share (`model.`, `module.`) is taken off; the classifier `fc` and batch counters are passed over.
 * @throws SejeError MODEL_INVALID (a weight missing, of another shape, not finite, or one too many)
 */
export function resNetWeights(
  arrays: NamedWeights,
  layers: ResNetLayers,
  variant: Pick<ResNetVariant, 'convolutionBias'>,
): NamedWeights {
  const landmark = Object.keys(arrays).find((name) => name.endsWith(LANDMARK));
  if (landmark === undefined) {
    throw new SejeError('MODEL_INVALID', {
      message: 'These are no weights of a residual network as torchvision and timm name them',
      expected: LANDMARK,
      found: Object.keys(arrays).slice(0, 5).join(', ') || 'no weight',
      remedy: 'Give the weights of a network of torchvision or timm, saved as safetensors.',
    });
  }
  const prefix = landmark.slice(0, -LANDMARK.length);
  const trunk = Object.entries(arrays)
    .map(([name, weight]) => [name.startsWith(prefix) ? name.slice(prefix.length) : name, weight] as const)
    .filter(([name]) => !NOT_OF_THE_TRUNK.test(name));
  return checkedWeights(Object.fromEntries(trunk), resNetShapes(layers, variant), 'residual network');
}
