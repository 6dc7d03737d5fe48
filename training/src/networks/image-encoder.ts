import type { Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { linearWeights, normWeights } from './initial-weights.js';
import { batchNorm, l2Normalise, linear, type Mode } from './layers.js';
import type { NamedWeights } from './named-weights.js';
import type { NetworkSettings } from './recipe-encoder.js';
import type { Variables } from './variables.js';

export interface ImageInputs {
  /** Pooled features of the frozen trunk, [B, F]. */
  readonly feature: tensorflow.Tensor2D;
  /** f_cat, the word vector of the photo's category, [B, Dc]; absent where the encoder uses none. */
  readonly category?: tensorflow.Tensor2D;
}

/** `joint.kernel [F + Dc, E]`, `joint.bias`, `norm.gamma|beta|movingMean|movingVariance [E]`. */
export function initialImageWeights(
  { photoDimension, categoryDimension = 0 }: { photoDimension: number; categoryDimension?: number },
  { jointDimension }: NetworkSettings,
  random: Random,
): NamedWeights {
  return {
    ...linearWeights('joint', [photoDimension + categoryDimension, jointDimension], random),
    ...normWeights('norm', jointDimension),
  };
}

/**
 * E_V (SEJE, section 4) above the frozen trunk: pooled feature beside f_cat, then Linear, batch norm,
 * LeakyReLU, L2. Returns unit rows [B, E].
 */
export class ImageEncoder {
  constructor(
    private readonly tf: Tf,
    readonly weights: Variables,
    private readonly settings: NetworkSettings,
  ) {}

  encode(inputs: ImageInputs, mode: Mode): tensorflow.Tensor2D {
    return l2Normalise(this.tf, this.project(inputs, mode));
  }

  /** The rows before they are made unit rows, [B, E]. */
  project({ feature, category }: ImageInputs, mode: Mode): tensorflow.Tensor2D {
    const { tf, weights, settings } = this;
    const x = category === undefined ? feature : tf.concat([feature, category], 1); // [B, F + Dc]
    const joint = linear(tf, weights, { name: 'joint', x }); // [B, E]
    const normed = batchNorm(tf, weights, { x: joint, mode, ...settings });
    return tf.leakyRelu(normed, settings.leakyReluSlope);
  }
}
