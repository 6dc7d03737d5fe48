import type * as tensorflow from '@tensorflow/tfjs';
import { l2Normalise } from '../networks/layers.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';

export interface ContrastParts {
  /** States of B sentences and of those that follow them, [B, H] each. */
  readonly current: tensorflow.Tensor2D;
  readonly next: tensorflow.Tensor2D;
  /** Recipe of each pair: other sentences of the same recipe are no wrong answers. */
  readonly recipes: readonly number[];
  /** Log of what similarities are multiplied by, [1]; learned. */
  readonly logTemperature: tensorflow.Tensor1D;
}

/** Score that takes a sentence out of a softmax. */
const IMPOSSIBLE = -1e9;

/**
 * Mean of -log p(the sentence that follows), p the softmax over the batch of the cosine of the states, both taken
 * from the batch's mean state, times a temperature. After quick-thoughts (Logeswaran & Lee 2018), who have two
 * encoders and the dot product; ours has one, so that what is learned lies in the sentence feature itself.
 */
export function nextSentenceContrast(tf: Tf, parts: ContrastParts): tensorflow.Scalar {
  const { current, next, recipes } = parts;
  const mean = tf.mean(tf.concat([current, next]), 0, true); // [1, H]
  const from = l2Normalise(tf, tf.sub(current, mean));
  const to = l2Normalise(tf, tf.sub(next, mean));
  const cosines = tf.matMul(from, tf.transpose(to)); // [B, B]
  const apart = recipes.map((recipe, i) =>
    recipes.map((other, j) => (i !== j && other === recipe ? IMPOSSIBLE : 0)),
  );
  const scores = tf.add(tf.mul(cosines, tf.exp(parts.logTemperature)), tf.tensor2d(apart));
  const right = tf.sum(tf.mul(scores, tf.eye(recipes.length)), 1); // [B]
  return tf.mean(tf.sub(tf.logSumExp(scores, 1), right));
}
