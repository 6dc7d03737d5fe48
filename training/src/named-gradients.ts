import type * as tensorflow from '@tensorflow/tfjs';
import type { Variables } from './networks/variables.js';
import type { Tf } from './tensor-engine/tensor-engine.js';

/** Named as the variables are. */
export type Gradients = Readonly<Record<string, tensorflow.Tensor>>;

/** Of a loss, or of what one part of a batch adds to it. */
export interface NamedGradients {
  readonly value: number;
  readonly gradients: Gradients;
}

export interface GradientNorm {
  /** Euclidean norm over all of them. */
  readonly norm: number;
  /** Names of those whose own norm is no number; empty as long as all is well. */
  readonly notFinite: readonly string[];
}

/** Value of a loss and its gradients with respect to `variables`; the loss must depend on each of them. */
export function namedGradients(tf: Tf, variables: Variables, loss: () => tensorflow.Scalar): NamedGradients {
  const { value, grads } = tf.variableGrads(loss, Object.values(variables));
  const gradients = Object.fromEntries(
    Object.entries(variables).map(([name, { name: id }]) => [name, grads[id]!]),
  );
  return { value: numberOf(value), gradients };
}

export function normOf(tf: Tf, gradients: Gradients): GradientNorm {
  const squares = Object.values(gradients).map((gradient) => tf.sum<tensorflow.Scalar>(tf.square(gradient)));
  const norm = Math.sqrt(numberOf(tf.addN(squares)));
  const notFinite = Number.isFinite(norm)
    ? []
    : Object.keys(gradients).filter((_, i) => !Number.isFinite(numberOf(squares[i]!)));
  return { norm, notFinite };
}

export function numberOf(scalar: tensorflow.Scalar): number {
  return scalar.dataSync()[0]!;
}
