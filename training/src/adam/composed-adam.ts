import type * as tensorflow from '@tensorflow/tfjs';
import type { NamedWeights } from '../networks/named-weights.js';
import { type Variables, dispose, namedWeightsOf, variablesOf } from '../networks/variables.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { AdamNumbers, AdamRule } from './adam-rule.js';

/** Adam of TensorFlow.js' own operations, for every engine. */
export class ComposedAdam implements AdamRule {
  private readonly kept: Variables;

  constructor(
    private readonly tf: Tf,
    private readonly variables: Variables,
  ) {
    const zeros = Object.entries(variables).flatMap(([name, { shape, size }]) =>
      ['mean', 'square'].map((moment) => [`${name}.${moment}`, { shape, data: new Float32Array(size) }]),
    );
    this.kept = variablesOf(tf, Object.fromEntries(zeros) as NamedWeights);
  }

  apply(gradients: Readonly<Record<string, tensorflow.Tensor>>, numbers: AdamNumbers): void {
    const { tf } = this;
    const { beta1, beta2, epsilon, steps, learningRate } = numbers;
    const meanCorrection = 1 - beta1 ** steps;
    const squareCorrection = 1 - beta2 ** steps;
    for (const [name, variable] of Object.entries(this.variables)) {
      tf.tidy(() => {
        const gradient = gradients[name]!;
        const mean = this.kept[`${name}.mean`]!;
        const square = this.kept[`${name}.square`]!;
        mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
        square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
        const root = tf.add(tf.sqrt(tf.div(square, squareCorrection)), epsilon);
        variable.assign(tf.sub(variable, tf.div(tf.mul(mean, learningRate / meanCorrection), root)));
      });
    }
  }

  moments(): NamedWeights {
    return namedWeightsOf(this.kept);
  }

  restore(moments: NamedWeights): void {
    for (const [name, variable] of Object.entries(this.kept)) {
      const { data, shape } = moments[name]!;
      this.tf.tidy(() => variable.assign(this.tf.tensor(data.slice(), [...shape])));
    }
  }

  dispose(): void {
    dispose(this.kept);
  }
}
