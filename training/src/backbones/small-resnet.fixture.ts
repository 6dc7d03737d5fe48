import { Random } from '@seje/core';
import type { NamedWeights } from '../networks/named-weights.js';
import { type ResNetArchitecture, type ResNetVariant, resNetLayers } from './resnet-architecture.js';
import { resNetShapes } from './resnet-weights.js';

/** A residual network of three stages, a few channels wide. */
export const SMALL: ResNetArchitecture = { blocks: [2, 1, 2], stemWidth: 6, innerWidth: 4, outerWidth: 10 };
export const TORCHVISION: ResNetVariant = { strideOn: '3x3', convolutionBias: false, normEpsilon: 1e-5 };
export const KERAS: ResNetVariant = { strideOn: '1x1', convolutionBias: true, normEpsilon: 1e-3 };

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** Weights as after training: variances above 0, none of batch norm's arrays at its start value. */
export function randomWeights(architecture: ResNetArchitecture, variant: ResNetVariant): NamedWeights {
  const random = Random.fromSeed(11);
  const shapes = resNetShapes(resNetLayers(architecture, variant), variant);
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const spread = Math.sqrt(2 / sizeOf(shape.slice(1)));
      const draw = (): number => {
        if (name.endsWith('running_var') || /bn\d\.weight|downsample\.1\.weight/.test(name)) {
          return random.between(0.5, 1.5);
        }
        return spread * random.normal();
      };
      return [name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, draw) }];
    }),
  );
}
