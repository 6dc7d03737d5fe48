import type * as tensorflow from '@tensorflow/tfjs';
import type { ResNetConvolution } from '../backbones/resnet-architecture.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { NamedWeight, NamedWeights } from './named-weights.js';
import type { Variables } from './variables.js';

/** The stem is stage 0; the stages of blocks follow from 1 on. */
export type Stage = number;

const STAGE_OF_NAME = /^layer(\d+)\./;
/** [out, in, height, width], as weights are stored -> [height, width, in, out], as the engine wants kernels. */
const TO_ENGINE = [2, 3, 1, 0];
const FROM_ENGINE = [3, 2, 0, 1];
/** Batch norm's moving statistics are moved by the forward pass. */
const MOVING = /\.running_(mean|var)$/;

/** The stage that a weight or a layer belongs to, by torchvision's names. */
export function stageOf(name: string): Stage {
  return Number(STAGE_OF_NAME.exec(name)?.[1] ?? 0);
}

/**
 * A trunk's weights as the engine holds them, under the names that they are stored by. Kernels are transposed to
 * [height, width, in, out].
 */
export function residualVariables(tf: Tf, weights: NamedWeights): Variables {
  const variableOf = (name: string, { shape, data }: NamedWeight): tensorflow.Variable =>
    tf.tidy(() => {
      const stored = tf.tensor(data.slice(), [...shape]);
      return tf.variable(shape.length === 4 ? tf.transpose(stored, TO_ENGINE) : stored, !MOVING.test(name));
    });
  return Object.fromEntries(
    Object.entries(weights).map(([name, weight]) => [name, variableOf(name, weight)]),
  );
}

/** Copies of the weights as they are stored, kernels [out, in, height, width]. */
export function storedWeights(tf: Tf, variables: Variables): NamedWeights {
  // Not in a `tidy`: that would look for tensors among millions of numbers.
  const storedOf = (variable: tensorflow.Variable): NamedWeight => {
    const stored = variable.rank === 4 ? tf.transpose(variable, FROM_ENGINE) : variable;
    const weight = { shape: stored.shape, data: (stored.dataSync() as Float32Array).slice() };
    if (stored !== variable) stored.dispose();
    return weight;
  };
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, storedOf(variable)]));
}

/**
 * What gradients move of these layers: kernels, gamma and beta. A convolution's own bias is left as it is: the batch
 * norm after it takes it away again, and its beta does the same.
 */
export function trainedOf(variables: Variables, layers: readonly ResNetConvolution[]): Variables {
  const names = layers.flatMap(({ name, norm }) => [`${name}.weight`, `${norm}.weight`, `${norm}.bias`]);
  return Object.fromEntries(names.map((name) => [name, variables[name]!]));
}
