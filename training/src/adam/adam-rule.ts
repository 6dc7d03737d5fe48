import type * as tensorflow from '@tensorflow/tfjs';
import type { NamedWeights } from '../networks/named-weights.js';

/** The numbers of one step. */
export interface AdamNumbers {
  /** Decay of the mean of the gradients. */
  readonly beta1: number;
  /** Decay of the mean of their squares. */
  readonly beta2: number;
  /** Added to the root, outside it. */
  readonly epsilon: number;
  /** Steps taken, this one included. */
  readonly steps: number;
  readonly learningRate: number;
}

/** What keeps the moments of some variables and moves both by the rule of Adam. */
export interface AdamRule {
  /** @param gradients named as the variables are */
  apply(gradients: Readonly<Record<string, tensorflow.Tensor>>, numbers: AdamNumbers): void;
  /** Copies of `<weight>.mean` and `<weight>.square` for each weight, 0 before the first step. */
  moments(): NamedWeights;
  /** @param moments as `moments` gave them */
  restore(moments: NamedWeights): void;
  dispose(): void;
}
