import { Random } from '@seje/core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { packedOrder } from '../data/packed-order.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { type Recurrence, recurrence } from './lstm-recurrence.js';

/** The oracle: one sequence at a time, its weighted states added up, differentiated by the engine. */
function bySequence(
  tf: Tf,
  { inputs, counts, recurrentKernel }: Recurrence,
  { lengths, weights }: { lengths: readonly number[]; weights: Tensor2D },
): Tensor {
  const width = inputs.shape[1];
  const hidden = width / 4;
  const { order } = packedOrder(lengths);
  const terms = order.flatMap((sequence, place) => {
    const states: Tensor[] = [];
    let state: Tensor = tf.zeros([1, hidden]);
    let cell: Tensor = tf.zeros([1, hidden]);
    for (let t = 0, row = place; t < lengths[sequence]!; row += counts[t++]!) {
      const x = tf.slice(inputs, [row, 0], [1, width]);
      const gates = tf.add(x, tf.matMul(state as Tensor2D, recurrentKernel));
      const [i, f, g, o] = tf.split(gates, 4, 1);
      cell = tf.add(tf.mul(tf.sigmoid(f!), cell), tf.mul(tf.sigmoid(i!), tf.tanh(g!)));
      state = tf.mul(tf.sigmoid(o!), tf.tanh(cell));
      states.push(tf.sum(tf.mul(state, tf.slice(weights, [row, 0], [1, hidden]))));
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
    const { counts } = packedOrder(lengths);
    const rows = counts.reduce((sum, count) => sum + count, 0);
    const matrix = (shape: [number, number]): Tensor2D =>
      tf.tensor2d(
        Array.from({ length: shape[0] * shape[1] }, () => random.normal()),
        shape,
      );
    const inputs = matrix([rows, 4 * hidden]);
    const kernel = matrix([hidden, 4 * hidden]);
    const weights = matrix([rows, hidden]); // what counts of each state
    const differentiated = (run: (parts: Recurrence) => Tensor) =>
      tf.valueAndGrads((x, recurrentKernel) =>
        run({ inputs: x as Tensor2D, counts, recurrentKernel: recurrentKernel as Tensor2D }),
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
