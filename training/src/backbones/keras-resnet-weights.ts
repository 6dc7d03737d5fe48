import { SejeError } from '@seje/core';
import type { NamedWeight, NamedWeights } from '../networks/named-weights.js';
import type { KerasWeight } from './keras-layers-model.js';
import { outputsFirst } from './kernel-layout.js';
import { type ResNetLayers, convolutionsOf } from './resnet-architecture.js';

/** Keras counts the stem as the first stage. */
const FIRST_STAGE = 2;
const NORM_PARTS = {
  weight: 'gamma',
  bias: 'beta',
  running_mean: 'moving_mean',
  running_var: 'moving_variance',
} as const;

/**
 * The weights of Keras' first ResNet-50 under torchvision's names and in its layout, batch norms and convolutions
 * apart: `res3b_branch2a` is `layer2.1.conv1`, `res3a_branch1` is `layer2.0.downsample.0`.
 * @throws SejeError MODEL_INVALID (a weight is missing)
 */
export function kerasResNetWeights(
  weights: ReadonlyMap<string, KerasWeight>,
  layers: ResNetLayers,
): NamedWeights {
  const weight = (name: string): NamedWeight => {
    const found = weights.get(name);
    if (found === undefined)
      throw new SejeError('MODEL_INVALID', { message: `The weight ${name} is missing` });
    return found;
  };
  const named: Record<string, NamedWeight> = {};
  for (const { name, norm } of convolutionsOf(layers)) {
    const keras = kerasNames(name);
    named[`${name}.weight`] = outputsFirst(weight(`${keras.convolution}/kernel`));
    named[`${name}.bias`] = weight(`${keras.convolution}/bias`);
    for (const [ours, theirs] of Object.entries(NORM_PARTS))
      named[`${norm}.${ours}`] = weight(`${keras.norm}/${theirs}`);
  }
  return named;
}

/** Keras' names of a convolution, and of its batch norm, that torchvision calls `name`. */
export function kerasNames(name: string): { convolution: string; norm: string } {
  const parts = /^layer(\d)\.(\d+)\.(?:conv(\d)|downsample)/.exec(name);
  if (parts === null) return { convolution: 'conv1', norm: 'bn_conv1' };
  const [, stage, block, number] = parts;
  const letter = (offset: number): string => String.fromCharCode('a'.charCodeAt(0) + offset);
  const branch = number === undefined ? '1' : `2${letter(Number(number) - 1)}`;
  const place = `${Number(stage) - 1 + FIRST_STAGE}${letter(Number(block))}_branch${branch}`;
  return { convolution: `res${place}`, norm: `bn${place}` };
}
