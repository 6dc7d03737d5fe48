import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { embeddingLookup } from './embedding-lookup.js';
import { recurrence } from './lstm-recurrence.js';
import type { Variables } from './variables.js';

/** Sequences of different lengths without padding, their steps in the order of `packedOrder`. */
export interface PackedSequences {
  /** The rows of all steps, [P, D]. */
  readonly steps: tensorflow.Tensor2D;
  /** How many rows each step has, falling from B; they add up to P. */
  readonly counts: readonly number[];
  /** Row of each sequence's last step, [B], in the sequences' own order. */
  readonly lastRows: Int32Array;
}

/** State of the LSTM `lstm` after each sequence's last step, [B, H], in the sequences' own order. */
export function lastStates(tf: Tf, weights: Variables, sequences: PackedSequences): tensorflow.Tensor2D {
  const { steps, counts, lastRows } = sequences;
  return embeddingLookup(tf, packedStates(tf, weights, { name: 'lstm', steps, counts }), lastRows);
}

/** State of the LSTM `name` after every step of sequences of one length, [S, B, D] -> [S, B, H]. */
export function lstmStates(
  tf: Tf,
  weights: Variables,
  { name, steps }: { readonly name: string; readonly steps: tensorflow.Tensor3D },
): tensorflow.Tensor3D {
  const [length, batch, width] = steps.shape;
  const flat: tensorflow.Tensor2D = tf.reshape(steps, [length * batch, width]);
  const counts = Array.from({ length }, () => batch);
  const states = packedStates(tf, weights, { name, steps: flat, counts });
  return tf.reshape(states, [length, batch, states.shape[1]]);
}

/**
 * State after every step, [P, D] -> [P, H]. Weights `<name>.*` in Keras' layout, gates input, forget, cell, output;
 * sigmoid gates, tanh cell. What the gates take from x is one product over all steps.
 */
function packedStates(
  tf: Tf,
  weights: Variables,
  { name, steps, counts }: Omit<PackedSequences, 'lastRows'> & { readonly name: string },
): tensorflow.Tensor2D {
  const kernel = weights[`${name}.kernel`] as unknown as tensorflow.Tensor2D; // [D, 4H]
  return recurrence(tf, {
    inputs: tf.add(tf.matMul(steps, kernel), weights[`${name}.bias`]!), // [P, 4H]
    counts,
    recurrentKernel: weights[`${name}.recurrentKernel`] as unknown as tensorflow.Tensor2D, // [H, 4H]
  });
}
