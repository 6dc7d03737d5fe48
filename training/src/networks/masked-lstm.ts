import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { Variables } from './variables.js';

export interface Sequences {
  /** Time first, padded at the end: [S, B, D]. */
  readonly steps: tensorflow.Tensor3D;
  /** 1 at each sequence's last real step, 0 elsewhere: [S, B, 1]. */
  readonly lastStep: tensorflow.Tensor3D;
}

/**
 * State of an LSTM after each sequence's last real step, [B, H]. Weights `lstm.*` in Keras' layout, gates
 * input, forget, cell, output; sigmoid gates, tanh cell. The LSTM looks only back, so that what runs over
 * the padding afterwards cannot change the state that is picked out.
 */
export function maskedLstm(tf: Tf, weights: Variables, { steps, lastStep }: Sequences): tensorflow.Tensor2D {
  const [length, batch, width] = steps.shape;
  const recurrentKernel = weights['lstm.recurrentKernel'] as unknown as tensorflow.Tensor2D; // [H, 4H]
  const hidden = recurrentKernel.shape[0];
  const kernel = weights['lstm.kernel'] as unknown as tensorflow.Tensor2D; // [D, 4H]
  const inputs = tf.add(tf.matMul(tf.reshape(steps, [length * batch, width]), kernel), weights['lstm.bias']!);
  const inputAt = tf.unstack(tf.reshape(inputs, [length, batch, 4 * hidden])); // S times [B, 4H]
  const lastAt = tf.unstack(lastStep); // S times [B, 1]

  let state: tensorflow.Tensor | undefined; // h, [B, H]; undefined is 0
  let cell: tensorflow.Tensor | undefined; // c, [B, H]
  let picked: tensorflow.Tensor | undefined; // [B, H]
  for (let t = 0; t < length; t++) {
    const gates = state === undefined ? inputAt[t]! : tf.add(inputAt[t]!, tf.matMul(state, recurrentKernel));
    const [i, f, c, o] = tf.split(gates, 4, 1); // [B, H] each
    const written = tf.mul(tf.sigmoid(i!), tf.tanh(c!));
    cell = cell === undefined ? written : tf.add(tf.mul(tf.sigmoid(f!), cell), written);
    state = tf.mul(tf.sigmoid(o!), tf.tanh(cell));
    const kept = tf.mul(state, lastAt[t]!);
    picked = picked === undefined ? kept : tf.add(picked, kept);
  }
  return picked as tensorflow.Tensor2D;
}
