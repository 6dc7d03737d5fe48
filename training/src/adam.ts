import type * as tensorflow from '@tensorflow/tfjs';
import type { NamedWeights } from './networks/named-weights.js';
import { type Variables, dispose, namedWeightsOf, variablesOf } from './networks/variables.js';
import type { Tf } from './tensor-engine/tensor-engine.js';

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
  private readonly moments: Variables;

  constructor(
    private readonly tf: Tf,
    private readonly variables: Variables,
    private readonly settings: AdamSettings = {},
  ) {
    const zeros = Object.entries(variables).flatMap(([name, { shape, size }]) =>
      ['mean', 'square'].map((moment) => [`${name}.${moment}`, { shape, data: new Float32Array(size) }]),
    );
    this.moments = variablesOf(tf, Object.fromEntries(zeros) as NamedWeights);
  }

  /** One step against `gradients`, which are named as the variables are. */
  step(gradients: Readonly<Record<string, tensorflow.Tensor>>, learningRate: number): void {
    const { tf } = this;
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = this.settings;
    this.steps++;
    const meanCorrection = 1 - beta1 ** this.steps;
    const squareCorrection = 1 - beta2 ** this.steps;
    for (const [name, variable] of Object.entries(this.variables)) {
      tf.tidy(() => {
        const gradient = gradients[name]!;
        const mean = this.moments[`${name}.mean`]!;
        const square = this.moments[`${name}.square`]!;
        mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
        square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
        const root = tf.add(tf.sqrt(tf.div(square, squareCorrection)), epsilon);
        variable.assign(tf.sub(variable, tf.div(tf.mul(mean, learningRate / meanCorrection), root)));
      });
    }
  }

  state(): AdamState {
    return { steps: this.steps, moments: namedWeightsOf(this.moments) };
  }

  restore({ steps, moments }: AdamState): void {
    this.steps = steps;
    for (const [name, variable] of Object.entries(this.moments)) {
      const { data, shape } = moments[name]!;
      this.tf.tidy(() => variable.assign(this.tf.tensor(data.slice(), [...shape])));
    }
  }

  dispose(): void {
    dispose(this.moments);
  }
}
