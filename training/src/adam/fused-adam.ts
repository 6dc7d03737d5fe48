import type * as tensorflow from '@tensorflow/tfjs';
import type { NamedWeight, NamedWeights } from '../networks/named-weights.js';
import type { Variables } from '../networks/variables.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { AdamNumbers, AdamRule } from './adam-rule.js';
import { ResourceVariable, resourceBackend } from './resource-variable.js';

/** A weight and its moments as TensorFlow's operation wants them. */
interface Slot {
  readonly variable: tensorflow.Variable;
  readonly weight: ResourceVariable;
  readonly mean: ResourceVariable;
  readonly square: ResourceVariable;
}

/** True where the engine has TensorFlow's fused operations. */
export function hasFusedAdam(tf: Tf): boolean {
  return tf.getBackend() === 'tensorflow';
}

/**
 * Adam as one operation a weight, TensorFlow's `ResourceApplyAdam`, which goes over the memory of weight, moments and
 * gradient once, where composed operations do so a dozen times. It computes
 *
 *     w -= rate sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon')
 *
 * which is algorithm 1 of the paper with epsilon' = epsilon sqrt(1 - beta2^t). Native engines only.
 */
export class FusedAdam implements AdamRule {
  private readonly slots: Readonly<Record<string, Slot>>;

  constructor(
    private readonly tf: Tf,
    variables: Variables,
  ) {
    const zeros = (shape: number[]): ResourceVariable => {
      const value = tf.zeros(shape);
      const variable = new ResourceVariable(tf, value);
      value.dispose();
      return variable;
    };
    this.slots = Object.fromEntries(
      Object.entries(variables).map(([name, variable]) => {
        const { shape } = variable;
        const weight = new ResourceVariable(tf, variable);
        return [name, { variable, weight, mean: zeros(shape), square: zeros(shape) }];
      }),
    );
  }

  apply(gradients: Readonly<Record<string, tensorflow.Tensor>>, numbers: AdamNumbers): void {
    const { tf } = this;
    const { beta1, beta2, epsilon, steps, learningRate } = numbers;
    const backend = resourceBackend(tf);
    const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_FLOAT } = backend.binding;
    const attributes = [
      { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
      { name: 'use_locking', type: TF_ATTR_BOOL, value: false },
      { name: 'use_nesterov', type: TF_ATTR_BOOL, value: false },
    ];
    const powers = [beta1 ** steps, beta2 ** steps] as const;
    const scaledEpsilon = epsilon * Math.sqrt(1 - powers[1]);
    tf.tidy(() => {
      const scalars = [...powers, learningRate, beta1, beta2, scaledEpsilon].map((n) => tf.scalar(n));
      for (const [name, { variable, weight, mean, square }] of Object.entries(this.slots)) {
        weight.assign(variable); // shares its memory until the operation writes
        const handles = [weight, mean, square].map(({ handle }) => handle);
        backend.executeMultipleOutputs(
          'ResourceApplyAdam',
          attributes,
          [...handles, ...scalars, gradients[name]!],
          0,
        );
        variable.assign(weight.read());
      }
    });
  }

  moments(): NamedWeights {
    return Object.fromEntries(
      Object.entries(this.slots).flatMap(([name, { mean, square }]) => [
        [`${name}.mean`, copyOf(mean)],
        [`${name}.square`, copyOf(square)],
      ]),
    );
  }

  restore(moments: NamedWeights): void {
    for (const [name, slot] of Object.entries(this.slots))
      for (const moment of ['mean', 'square'] as const) {
        const { data, shape } = moments[`${name}.${moment}`]!;
        this.tf.tidy(() => slot[moment].assign(this.tf.tensor(data.slice(), [...shape])));
      }
  }

  dispose(): void {
    for (const { weight, mean, square } of Object.values(this.slots))
      for (const variable of [weight, mean, square]) variable.dispose();
  }
}

function copyOf(variable: ResourceVariable): NamedWeight {
  const tensor = variable.read();
  const data = (tensor.dataSync() as Float32Array).slice();
  tensor.dispose();
  return { shape: tensor.shape, data };
}
