import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { Mode } from './layers.js';
import type { Maps } from './map-norm.js';
import type { ResidualTrunk } from './residual-trunk.js';

export interface CheckpointedPass {
  /** What the frozen stages made of the photos. */
  readonly maps: Maps;
  readonly mode: Mode;
  /** The gradient of the loss with respect to the pooled features, given those, [B, F] each. */
  readonly upstream: (features: tensorflow.Tensor2D) => tensorflow.Tensor2D;
}

/**
 * Gradients of what a trunk trains, by name, with gradient checkpointing (Chen et al. 2016): the forward pass keeps
 * the input of each block alone, and what is inside it is computed again when the gradient comes to it. Memory
 * falls from all maps to one block's and the inputs, for one more forward pass. To be called in a `tidy`.
 */
export function checkpointedGradients(
  tf: Tf,
  trunk: ResidualTrunk,
  { maps, mode, upstream }: CheckpointedPass,
): Record<string, tensorflow.Tensor> {
  const { segments } = trunk;
  const inputs: Maps[] = [maps];
  for (const segment of segments) inputs.push(tf.tidy(() => segment.run(inputs.at(-1)!, mode)));
  const last = inputs.pop()!;
  let dy: tensorflow.Tensor = upstream(trunk.pooled(last));
  last.dispose();
  const gradients: Record<string, tensorflow.Tensor> = {};
  for (const [i, { variables, run }] of [...segments.entries()].toReversed()) {
    const input = inputs[i]!;
    const again = (): tensorflow.Tensor => {
      const out = run(input, mode === 'train' ? 'replay' : mode);
      return i === segments.length - 1 ? trunk.pooled(out) : out;
    };
    const names = Object.keys(variables);
    // Nobody asks for the gradient of what goes into the first one.
    const wanted = i === 0 ? [] : [input];
    const found = tf.grads(again)([...wanted, ...Object.values(variables)], dy);
    for (const [at, name] of names.entries()) gradients[name] = found[at + wanted.length]!;
    dy.dispose();
    if (i === 0) break;
    dy = found[0]!;
    input.dispose();
  }
  return gradients;
}
