import type { Tf } from '../tensor-engine/tensor-engine.js';
import { type Variables, dispose, namedWeightsOf, variablesOf } from './variables.js';

/**
 * A running mean of a network's weights over the steps of its training: steadier than those of the last step
 * (Polyak & Juditsky 1992). Early on it forgets faster, so that the start values leave no trace.
 */
export class AveragedWeights {
  readonly variables: Variables;
  private steps = 0;

  /** @param decay share of the mean that is kept at each step, in the long run */
  constructor(
    private readonly tf: Tf,
    private readonly source: Variables,
    private readonly decay: number,
  ) {
    this.variables = variablesOf(tf, namedWeightsOf(source));
  }

  /** Takes in the weights of now. */
  update(): void {
    this.steps++;
    const kept = Math.min(this.decay, this.steps / (this.steps + 10));
    for (const [name, mean] of Object.entries(this.variables)) {
      this.tf.tidy(() =>
        mean.assign(this.tf.add(this.tf.mul(mean, kept), this.tf.mul(this.source[name]!, 1 - kept))),
      );
    }
  }

  dispose(): void {
    dispose(this.variables);
  }
}
