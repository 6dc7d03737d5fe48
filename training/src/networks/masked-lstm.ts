import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { recurrence } from './lstm-recurrence.js';
import type { Variables } from './variables.js';

export interface Sequences {
  /** Time first, padded at the end: [S, B, D]. */
  readonly steps: tensorflow.Tensor3D;
  /** 1 at each sequence's last real step, 0 elsewhere: [S, B, 1]. */
  readonly lastStep: tensorflow.Tensor3D;
}

/**
 * State of an LSTM after each sequence's last real step, [B, H]. The LSTM looks only back, so that what runs over
 * the padding afterwards cannot change the state that is picked out.
 */
export function maskedLstm(tf: Tf, weights: Variables, { steps, lastStep }: Sequences): tensorflow.Tensor2D {
  const states = lstmStates(tf, weights, { name: 'lstm', steps }); // [S, B, H]
  return tf.sum(tf.mul(states, lastStep), 0);
}

/**
 * State of the LSTM `name` after every step, [S, B, H]. Weights `<name>.*` in Keras' layout, gates input, forget,
 * cell, output; sigmoid gates, tanh cell.
 */
export function lstmStates(
  tf: Tf,
  weights: Variables,
  { name, steps }: { readonly name: string; readonly steps: tensorflow.Tensor3D },
): tensorflow.Tensor3D {
  const [length, batch, width] = steps.shape;
  const kernel = weights[`${name}.kernel`] as unknown as tensorflow.Tensor2D; // [D, 4H]
  const flat = tf.reshape(steps, [length * batch, width]);
  const inputs = tf.add(tf.matMul(flat, kernel), weights[`${name}.bias`]!);
  return recurrence(tf, {
    inputs: tf.reshape(inputs, [length, batch, kernel.shape[1]]), // [S, B, 4H]
    recurrentKernel: weights[`${name}.recurrentKernel`] as unknown as tensorflow.Tensor2D, // [H, 4H]
  });
}
