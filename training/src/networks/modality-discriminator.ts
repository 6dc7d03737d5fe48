import type { Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { linearWeights } from './initial-weights.js';
import { linear } from './layers.js';
import type { NamedWeights } from './named-weights.js';
import type { Variables } from './variables.js';

type Rows = tensorflow.Tensor2D;

/** Slope of LeakyReLU below 0, of the released code. */
const SLOPE = 0.2;

interface DiscriminatorWidths {
  readonly jointDimension: number;
  /** H1, H2. */
  readonly hidden: readonly [number, number];
}

export function discriminatorShapes({
  jointDimension,
  hidden: [first, second],
}: DiscriminatorWidths): Record<string, readonly number[]> {
  return {
    'first.kernel': [jointDimension, first],
    'first.bias': [first],
    'second.kernel': [first, second],
    'second.bias': [second],
    'score.kernel': [second, 1],
    'score.bias': [1],
  };
}

/** `first.kernel [E, H1]`, `first.bias`, `second.kernel [H1, H2]`, `second.bias`, `score.kernel [H2, 1]`, `score.bias`. */
export function initialDiscriminatorWeights(
  { jointDimension, hidden }: DiscriminatorWidths,
  random: Random,
): NamedWeights {
  return {
    ...linearWeights('first', [jointDimension, hidden[0]], random),
    ...linearWeights('second', hidden, random),
    ...linearWeights('score', [hidden[1], 1], random),
  };
}

/** A score of each row, and how it would change with the row. */
export interface Scored {
  /** D(x), unbounded, [B, 1]. */
  readonly scores: Rows;
  /** The gradient of D at x, [B, E]; itself differentiable with respect to the weights. */
  readonly slopes: Rows;
}

/** D, which tells images from recipes by their embeddings (SEJE, section 4): E -> 512 -> 256 -> 1, no sigmoid. */
export class ModalityDiscriminator {
  constructor(
    private readonly tf: Tf,
    readonly weights: Variables,
  ) {}

  /** Embeddings [B, E] -> D(x), [B, 1]; larger for images. */
  scores(x: Rows): Rows {
    const { tf, weights } = this;
    const first = tf.leakyRelu(linear(tf, weights, { name: 'first', x }), SLOPE); // [B, H1]
    const second = tf.leakyRelu(linear(tf, weights, { name: 'second', x: first }), SLOPE); // [B, H2]
    return linear(tf, weights, { name: 'score', x: second });
  }

  /**
   * D(x) with its gradient, which is written out as operations of its own: a penalty on it then needs first
   * derivatives only, where TensorFlow.js has no second one of LeakyReLU. With s(z) = 1 above 0, else 0.2,
   *
   *     D'(x) = ((W3 ∘ s(z2)) W2ᵀ ∘ s(z1)) W1ᵀ
   *
   * s is constant between its steps, so that nothing flows through it.
   */
  scored(x: Rows): Scored {
    const { tf, weights } = this;
    const z1 = linear(tf, weights, { name: 'first', x }); // [B, H1]
    const z2 = linear(tf, weights, { name: 'second', x: tf.leakyRelu(z1, SLOPE) }); // [B, H2]
    const [first, second, score] = ['first', 'second', 'score'].map(
      (name) => tf.transpose(weights[`${name}.kernel`]!) as Rows, // [H1, E], [H2, H1], [1, H2]
    ) as [Rows, Rows, Rows];
    const atSecond = tf.mul(score, tf.step(z2, SLOPE)) as Rows; // [B, H2]
    const atFirst = tf.mul(tf.matMul(atSecond, second), tf.step(z1, SLOPE)) as Rows; // [B, H1]
    return {
      scores: linear(tf, weights, { name: 'score', x: tf.leakyRelu(z2, SLOPE) }),
      slopes: tf.matMul(atFirst, first), // [B, E]
    };
  }
}
