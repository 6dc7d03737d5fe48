import type * as tensorflow from '@tensorflow/tfjs';
import type { Gradients, NamedGradients } from './named-gradients.js';
import type { Tf } from './tensor-engine/tensor-engine.js';

/** What one part of a batch adds. */
export type PartOfGradient = NamedGradients;

/**
 * The gradient of a loss that is a sum over a batch, part by part, so that memory holds what one part needs. It is
 * the whole batch's where no photo's loss depends on other photos: batch norm's statistics in training are those of
 * a part, not of the batch. To be called in a `tidy`.
 */
export function accumulatedGradients<T>(
  tf: Tf,
  parts: Iterable<T>,
  gradientsOf: (part: T) => PartOfGradient,
): PartOfGradient {
  let value = 0;
  let sums: Gradients = {};
  for (const part of parts) {
    const before = sums;
    sums = tf.tidy(() => {
      const found = gradientsOf(part);
      value += found.value;
      return added(tf, before, found.gradients);
    });
    tf.dispose(Object.values(before));
  }
  return { value, gradients: sums };
}

function added(tf: Tf, sums: Gradients, gradients: Gradients): Record<string, tensorflow.Tensor> {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => {
      const sum = sums[name];
      return [name, sum === undefined ? gradient : tf.add(sum, gradient)];
    }),
  );
}
