import type * as tensorflow from '@tensorflow/tfjs';
import { accumulatedGradients } from '../accumulated-gradients.js';
import { type Gradients, namedGradients } from '../named-gradients.js';
import { checkpointedGradients } from '../networks/checkpointed-gradients.js';
import type { Mode } from '../networks/layers.js';
import type { Maps } from '../networks/map-norm.js';
import type { ResidualTrunk } from '../networks/residual-trunk.js';
import { numbersOf } from '../tensor-engine/matrix-tensor.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { type Photos, microBatches } from './micro-batches.js';

/*
 * Gradient caching (Gao et al. 2021, section 3): mining and the image encoder's batch norm need all of a batch at
 * once, its feature maps do not fit into memory at once. So features are first computed without keeping anything
 * for a gradient; the loss gives the gradient with respect to them; then each micro-batch is passed again, and
 * that gradient sent back through it. The sum over the micro-batches is the gradient of the batch: a photo's
 * feature does not depend on other photos where batch norms use kept statistics; where they use the micro-batch's
 * own, these are the same both times, and the gradient is that of this composed network.
 */

/** A trunk, and how photos pass it. */
export interface PassSettings {
  readonly tf: Tf;
  readonly trunk: ResidualTrunk;
  /** Of the batch norms of the trained stages. */
  readonly mode: Mode;
  /** Photos in a micro-batch. */
  readonly microBatch: number;
  /** Keep each block's input alone for the gradient: less memory, one more pass. */
  readonly checkpoints?: boolean;
}

/** A batch that has passed the trunk once. */
export interface TrunkPass {
  /** Pooled features of the whole batch, [B, F]. */
  readonly features: tensorflow.Tensor2D;
  /** What the frozen stages made of each micro-batch: they are not passed again. */
  readonly frozen: readonly Maps[];
}

/** The first pass: features alone. The tensors are the caller's, who should work in a `tidy`. */
export function passForward({ tf, trunk, mode, microBatch }: PassSettings, photos: Photos): TrunkPass {
  const frozen: Maps[] = [];
  for (const some of microBatches(tf, photos, microBatch)) {
    const maps = tf.tidy(() => trunk.frozenMaps(some));
    if (maps !== some) some.dispose();
    frozen.push(maps);
  }
  // The statistics are moved by the second pass.
  const first = mode === 'train' ? 'replay' : mode;
  const features = frozen.map((maps) => tf.tidy(() => trunk.pooled(trunk.unfrozenMaps(maps, first))));
  return { features: tf.concat2d(features, 0), frozen };
}

/** Features in inference mode, as numbers, row by row. */
export function featuresOf(
  { tf, trunk, microBatch }: Omit<PassSettings, 'mode'>,
  photos: Photos,
): Float32Array {
  return numbersOf(tf, () => passForward({ tf, trunk, microBatch, mode: 'infer' }, photos).features);
}

/**
 * The second pass: gradients of what the trunk trains, by name. To be called in a `tidy`.
 * @param upstream of the loss with respect to the features, [B, F]
 */
export function passBack(
  { tf, trunk, mode, checkpoints = false }: PassSettings,
  { frozen }: TrunkPass,
  upstream: tensorflow.Tensor2D,
): Gradients {
  let start = 0;
  const parts = frozen.map((maps) => {
    const [rows] = maps.shape;
    const ofPart = tf.slice2d(upstream, [start, 0], [rows, -1]);
    start += rows;
    return { maps, upstream: ofPart };
  });
  const { gradients } = accumulatedGradients(tf, parts, (part) => {
    // Of sum(features ∘ upstream), whose gradient with respect to the features is `upstream`.
    if (checkpoints) {
      const pass = { maps: part.maps, mode, upstream: () => part.upstream };
      return { value: 0, gradients: checkpointedGradients(tf, trunk, pass) };
    }
    return namedGradients(tf, trunk.trainable(), () =>
      tf.sum(tf.mul(trunk.pooled(trunk.unfrozenMaps(part.maps, mode)), part.upstream)),
    );
  });
  return gradients;
}
