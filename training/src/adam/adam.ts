import type * as tensorflow from '@tensorflow/tfjs';
import type { NamedWeights } from '../networks/named-weights.js';
import type { Variables } from '../networks/variables.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { AdamRule } from './adam-rule.js';
import { ComposedAdam } from './composed-adam.js';
import { FusedAdam, hasFusedAdam } from './fused-adam.js';

export interface AdamSettings {
  /** Decay of the mean of the gradients. */
  readonly beta1?: number;
  /** Decay of the mean of their squares. */
  readonly beta2?: number;
  /** Added to the root, outside it. */
  readonly epsilon?: number;
}

export interface AdamState {
  /** Steps taken. */
  readonly steps: number;
  /** `<weight>.mean` and `<weight>.square` for each weight. */
  readonly moments: NamedWeights;
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1): w -= rate m̂ / (sqrt(v̂) + epsilon). TensorFlow.js' own cannot be
 * stopped and resumed bit for bit: it keeps the powers of the betas as float32 products.
 */
export class Adam {
  private steps = 0;
  private readonly rule: AdamRule;

  constructor(
    tf: Tf,
    variables: Variables,
    private readonly settings: AdamSettings = {},
  ) {
    this.rule = hasFusedAdam(tf) ? new FusedAdam(tf, variables) : new ComposedAdam(tf, variables);
  }

  /** One step against `gradients`, which are named as the variables are. */
  step(gradients: Readonly<Record<string, tensorflow.Tensor>>, learningRate: number): void {
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = this.settings;
    this.steps++;
    this.rule.apply(gradients, { beta1, beta2, epsilon, steps: this.steps, learningRate });
  }

  state(): AdamState {
    return { steps: this.steps, moments: this.rule.moments() };
  }

  restore({ steps, moments }: AdamState): void {
    this.steps = steps;
    this.rule.restore(moments);
  }

  dispose(): void {
    this.rule.dispose();
  }
}
