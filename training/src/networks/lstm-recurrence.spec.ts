import { Random } from '@seje/core';
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { type Recurrence, recurrence } from './lstm-recurrence.js';

/** The oracle: one sequence at a time up to its true length, its states added up, differentiated by the engine. */
function bySequence(
  tf: Tf,
  { inputs, recurrentKernel }: Recurrence,
  { lengths, weights }: { lengths: readonly number[]; weights: Tensor3D },
): Tensor {
  const [, , width] = inputs.shape;
  const hidden = width / 4;
  const terms = lengths.flatMap((length, row) => {
    const states: Tensor[] = [];
    let state: Tensor = tf.zeros([1, hidden]);
    let cell: Tensor = tf.zeros([1, hidden]);
    for (let t = 0; t < length; t++) {
      const x = tf.reshape(tf.slice(inputs, [t, row, 0], [1, 1, width]), [1, width]);
      const gates = tf.add(x, tf.matMul(state as Tensor2D, recurrentKernel));
      const [i, f, g, o] = tf.split(gates, 4, 1);
      cell = tf.add(tf.mul(tf.sigmoid(f!), cell), tf.mul(tf.sigmoid(i!), tf.tanh(g!)));
      state = tf.mul(tf.sigmoid(o!), tf.tanh(cell));
      states.push(tf.sum(tf.mul(state, tf.slice(weights, [t, row, 0], [1, 1, hidden]))));
    }
    return states;
  });
  return tf.addN(terms);
}

describe('recurrence', () => {
  const cases = [{ lengths: [4, 1, 3] }, { lengths: [1, 1, 1] }, { lengths: [2, 2, 2] }];
  it.for(cases)('equals single sequences of lengths $lengths, with gradients', async ({ lengths }) => {
    const { tf } = await openTensorEngine('wasm');
    const random = Random.fromSeed(4);
    const hidden = 3;
    const longest = Math.max(...lengths);
    const tensor = (shape: number[]): Tensor =>
      tf.tensor(
        Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
        shape,
      );
    const inputs = tensor([longest, lengths.length, 4 * hidden]);
    const kernel = tensor([hidden, 4 * hidden]);
    // what counts of each state: nothing after a sequence's last real step
    const real = Array.from({ length: longest }, (_, t) => lengths.map((length) => [t < length ? 1 : 0]));
    const weights: Tensor3D = tf.mul(tensor([longest, lengths.length, hidden]), tf.tensor3d(real));
    const differentiated = (run: (parts: Recurrence) => Tensor) =>
      tf.valueAndGrads((x, recurrentKernel) =>
        run({ inputs: x as Tensor3D, recurrentKernel: recurrentKernel as Tensor2D }),
      )([inputs, kernel]);
    const fast = differentiated((parts) => tf.sum(tf.mul(recurrence(tf, parts), weights)));
    const slow = differentiated((parts) => bySequence(tf, parts, { lengths, weights }));
    for (const [a, b] of [
      [fast.value, slow.value],
      [fast.grads[0]!, slow.grads[0]!],
      [fast.grads[1]!, slow.grads[1]!],
    ] as const) {
      const largest = tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;
      expect(largest).toBeLessThan(1e-5);
    }
  });
});
