import type { Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { embeddingBag } from './embedding-bag.js';
import { linearWeights, lstmWeights, uniform } from './initial-weights.js';
import { linear } from './layers.js';
import { lstmStates } from './lstm.js';
import type { NamedWeights } from './named-weights.js';
import type { Variables } from './variables.js';

export interface TaggerShape {
  /** V, rows of the embedding: features that a token can have. */
  readonly rows: number;
  /** D, width of the embedding. */
  readonly embedding: number;
  /** H, width of one direction's state. */
  readonly hidden: number;
  /** Bi-LSTMs one upon the other. */
  readonly layers: number;
}

export interface TaggerOutputs {
  /** Log odds of each token being part of the name, [T, B]. */
  readonly names: tensorflow.Tensor2D;
  /** Log odds of the line naming an ingredient, [B]. */
  readonly lines: tensorflow.Tensor1D;
}

/** The features of a batch of lines with T tokens each: rows of the embedding, at most K a token. */
export interface TaggerFeatures {
  /** [T, B, K], `EMPTY_ROW` where a token has fewer than K. */
  readonly rows: Int32Array;
  readonly shape: readonly [number, number, number];
}

/** What is dropped while training: share of the inputs of each layer, and of the head. */
export interface Dropout {
  readonly rate: number;
  /** The same seed drops the same numbers. */
  readonly seed: number;
}

/** Largest start value of the embedding, so that the sum of a token's 20 rows is of order 1. */
const EMBEDDING_LIMIT = 0.25;
export const DIRECTIONS = ['forward', 'backward'] as const;

/**
 * `embedding.table [V, D]`; for each layer and direction `layer1.forward.kernel [D, 4H]` (`[2H, 4H]` from layer 2
 * on), `.recurrentKernel [H, 4H]`, `.bias [4H]`; `name.kernel [2H, 1]`, `name.bias`, `line.kernel`, `line.bias`.
 */
export function initialTaggerWeights(shape: TaggerShape, random: Random): NamedWeights {
  const { rows, embedding, hidden, layers } = shape;
  const lstms = Array.from({ length: layers }, (_, layer) =>
    DIRECTIONS.map((direction) =>
      lstmWeights(`layer${layer + 1}.${direction}`, [layer === 0 ? embedding : 2 * hidden, hidden], random),
    ),
  );
  return {
    'embedding.table': uniform([rows, embedding], EMBEDDING_LIMIT, random),
    ...Object.assign({}, ...lstms.flat()),
    ...linearWeights('name', [2 * hidden, 1], random),
    ...linearWeights('line', [2 * hidden, 1], random),
  };
}

/**
 * SEJE's ingredient tagger: a bi-LSTM over the tokens of a line, and logistic regression on its states: on each
 * token's for the words of the name, on the last one of each direction for the line. All lines of a batch have
 * the same number of tokens, so that nothing is padded but features.
 */
export class IngredientTaggerNetwork {
  constructor(
    private readonly tf: Tf,
    readonly weights: Variables,
    private readonly layers: number,
  ) {}

  /** @param dropout absent: nothing is dropped */
  run(features: TaggerFeatures, dropout?: Dropout): TaggerOutputs {
    const { tf, weights } = this;
    const [length, batch, width] = features.shape;
    const table = weights['embedding.table'] as unknown as tensorflow.Tensor2D;
    const bags = embeddingBag(tf, table, { rows: features.rows, shape: [length * batch, width] }); // [T B, D]
    let steps: tensorflow.Tensor3D = tf.reshape(bags, [length, batch, table.shape[1]]);
    for (let layer = 1; layer <= this.layers; layer++) {
      const x = this.dropped(steps, dropout, layer);
      const forward = lstmStates(tf, weights, { name: `layer${layer}.forward`, steps: x }); // [T, B, H]
      const reversed = tf.reverse(x, 0);
      const backward = lstmStates(tf, weights, { name: `layer${layer}.backward`, steps: reversed });
      steps = tf.concat([forward, tf.reverse(backward, 0)], 2); // [T, B, 2H]
    }
    const states = this.dropped(steps, dropout, this.layers + 1);
    const hidden = states.shape[2] / 2;
    const flat: tensorflow.Tensor2D = tf.reshape(states, [length * batch, 2 * hidden]);
    const last: tensorflow.Tensor2D = tf.reshape(
      tf.concat(
        [
          tf.slice(states, [length - 1, 0, 0], [1, batch, hidden]),
          tf.slice(states, [0, 0, hidden], [1, batch, hidden]),
        ],
        2,
      ),
      [batch, 2 * hidden],
    );
    return {
      names: tf.reshape(linear(tf, weights, { name: 'name', x: flat }), [length, batch]),
      lines: tf.reshape(linear(tf, weights, { name: 'line', x: last }), [batch]),
    };
  }

  /** Zeroes a share of the numbers and scales the others up, so that the mean stays. */
  private dropped(x: tensorflow.Tensor3D, dropout: Dropout | undefined, place: number): tensorflow.Tensor3D {
    if (dropout === undefined || dropout.rate === 0) return x;
    const { tf } = this;
    const keep = 1 - dropout.rate;
    const chance = tf.randomUniform(x.shape, 0, 1, 'float32', `${dropout.seed}/${place}`);
    return tf.mul(x, tf.div(tf.cast(tf.less(chance, keep), 'float32'), keep));
  }
}
