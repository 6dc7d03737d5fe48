import { type Matrix, rowOf } from '@seje/core';

/**
 * Mean of -ln p(label), nats.
 * @param probabilities [N, C]
 */
export function crossEntropy(probabilities: Matrix, labels: readonly number[]): number {
  const losses = labels.map(
    (label, i) => -Math.log(Math.max(rowOf(probabilities, i)[label]!, Number.MIN_VALUE)),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / labels.length;
}
