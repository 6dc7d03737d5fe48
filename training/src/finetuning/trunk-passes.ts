import type * as tensorflow from '@tensorflow/tfjs';
import { namedGradients } from '../named-gradients.js';
import type { Mode } from '../networks/layers.js';
import type { Maps } from '../networks/map-norm.js';
import type { ResidualTrunk } from '../networks/residual-trunk.js';
import type { Variables } from '../networks/variables.js';
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
  const features = withStatisticsAsTheyAre(tf, trunk.weights, () =>
    frozen.map((maps) => tf.tidy(() => trunk.pooled(trunk.unfrozenMaps(maps, mode)))),
  );
  return { features: tf.concat2d(features, 0), frozen };
}

/** Features in inference mode, as numbers, row by row. */
export function featuresOf(
  { tf, trunk, microBatch }: Omit<PassSettings, 'mode'>,
  photos: Photos,
): Float32Array {
  return numbersOf(tf, () => passForward({ tf, trunk, microBatch, mode: 'infer' }, photos).features);
}

export type Gradients = Readonly<Record<string, tensorflow.Tensor>>;

/**
 * The second pass: gradients of what the trunk trains, by name.
 * @param upstream of the loss with respect to the features, [B, F]
 */
export function passBack(
  { tf, trunk, mode }: PassSettings,
  { frozen }: TrunkPass,
  upstream: tensorflow.Tensor2D,
): Gradients {
  const variables = trunk.trainable();
  let sums: Gradients = {};
  let start = 0;
  for (const maps of frozen) {
    const [rows] = maps.shape;
    const before: Gradients = sums;
    const place: [number, number] = [start, 0];
    sums = tf.tidy(() => {
      const slice = tf.slice2d(upstream, place, [rows, -1]);
      // d sum(features ∘ slice) / d features = slice
      const { gradients } = namedGradients(tf, variables, () =>
        tf.sum(tf.mul(trunk.pooled(trunk.unfrozenMaps(maps, mode)), slice)),
      );
      return added(tf, before, gradients);
    });
    tf.dispose(Object.values(before));
    start += rows;
  }
  return sums;
}

function added(tf: Tf, sums: Gradients, gradients: Gradients): Record<string, tensorflow.Tensor> {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => {
      const sum = sums[name];
      return [name, sum === undefined ? gradient : tf.add(sum, gradient)];
    }),
  );
}

/** The first pass must not move the statistics that the second will move. */
function withStatisticsAsTheyAre<T>(tf: Tf, weights: Variables, work: () => T): T {
  const kept = Object.values(weights)
    .filter(({ trainable }) => !trainable)
    .map((variable) => ({ variable, before: tf.clone(variable) }));
  const made = work();
  for (const { variable, before } of kept) variable.assign(before);
  tf.dispose(kept.map(({ before }) => before));
  return made;
}
