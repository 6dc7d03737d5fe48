import type * as tensorflow from '@tensorflow/tfjs';
import { type PartOfGradient, accumulatedGradients } from '../../../accumulated-gradients.js';
import { Adam, type AdamState } from '../../../adam/adam.js';
import { namedGradients, normOf } from '../../../named-gradients.js';
import { checkpointedGradients } from '../../../networks/checkpointed-gradients.js';
import type { Maps } from '../../../networks/map-norm.js';
import { type NamedWeights, prefixed } from '../../../networks/named-weights.js';
import { type ResNetNetwork, ResidualTrunk } from '../../../networks/residual-trunk.js';
import { type Variables, dispose, namedWeightsOf, variablesOf } from '../../../networks/variables.js';
import { numbersOf } from '../../../tensor-engine/matrix-tensor.js';
import type { Tf } from '../../../tensor-engine/tensor-engine.js';
import type { DishSettings } from './dish-settings.js';

/** Weights of a network that names dishes. */
export interface DishWeights {
  /** As torchvision names and shapes them. */
  readonly trunk: NamedWeights;
  /** `kernel [F, C]`, `bias [C]`. */
  readonly head: NamedWeights;
}

export interface DishNetworkSettings extends Pick<
  DishSettings,
  'fromStage' | 'trunkNorm' | 'microBatch' | 'recompute'
> {
  readonly network: ResNetNetwork;
}

/** Photos' maps before the trained stages, and their labels. */
export interface LabelledMaps {
  /** [B, height, width, channels] */
  readonly maps: Maps;
  readonly labels: readonly number[];
  /** Paths of the photos, for what goes wrong. */
  readonly paths: readonly string[];
}

export interface DishStep {
  /** Mean cross entropy of the batch before the step, nats. */
  readonly loss: number;
  /** Euclidean norm over all gradients. */
  readonly gradientNorm: number;
}

/** Whether a step could be taken: loss and gradients are numbers. */
export function isTaken({ loss, gradientNorm }: DishStep): boolean {
  return Number.isFinite(loss) && Number.isFinite(gradientNorm);
}

type Rows = tensorflow.Tensor2D;

/** Names the pooled features among the weights that a gradient is wanted for. */
const FEATURES = 'features';

/** A trunk and softmax regression on its pooled features, learning together by Adam. */
export class DishNetwork {
  readonly trunk: ResidualTrunk;
  private readonly head: Variables;
  private readonly adam: Adam;

  constructor(
    private readonly tf: Tf,
    start: DishWeights,
    private readonly settings: DishNetworkSettings,
  ) {
    this.trunk = new ResidualTrunk(tf, start.trunk, settings);
    this.head = prefixed('head.', variablesOf(tf, start.head));
    this.adam = new Adam(tf, { ...this.trunk.trainable(), ...this.head });
  }

  /** Learns from one batch. Where loss or gradients are no numbers, Adam takes no step: see `isTaken`. */
  step({ maps, labels }: LabelledMaps, learningRate: number): DishStep {
    const { tf } = this;
    return tf.tidy(() => {
      const { value, gradients } = accumulatedGradients(tf, this.partsOf(maps), ({ from, rows }) =>
        this.gradientsOf({
          maps: tf.slice4d(maps, [from, 0, 0, 0], [rows, -1, -1, -1]),
          wanted: tf.div(tf.oneHot(labels.slice(from, from + rows), this.classes), labels.length),
        }),
      );
      const taken = { loss: value, gradientNorm: normOf(tf, gradients).norm };
      if (isTaken(taken)) this.adam.step(gradients, learningRate);
      return taken;
    });
  }

  /** In inference mode. @returns [B, C] row by row */
  probabilitiesOf(maps: Maps): Float32Array {
    const { tf, trunk } = this;
    return numbersOf(tf, () => {
      const parts = this.partsOf(maps).map(({ from, rows }) =>
        tf.tidy(() => {
          const some = tf.slice4d(maps, [from, 0, 0, 0], [rows, -1, -1, -1]);
          return tf.softmax(this.logits(trunk.pooled(trunk.unfrozenMaps(some, 'infer'))));
        }),
      );
      return tf.concat(parts);
    });
  }

  /** Copies, free of the engine. */
  weights(): DishWeights {
    const { 'head.kernel': kernel, 'head.bias': bias } = namedWeightsOf(this.head);
    return { trunk: this.trunk.namedWeights(), head: { kernel: kernel!, bias: bias! } };
  }

  adamState(): AdamState {
    return this.adam.state();
  }

  restoreAdam(state: AdamState): void {
    this.adam.restore(state);
  }

  dispose(): void {
    this.adam.dispose();
    dispose(this.head);
    this.trunk.dispose();
  }

  private get classes(): number {
    return this.head['head.bias']!.size;
  }

  private partsOf(maps: Maps): { from: number; rows: number }[] {
    const { microBatch } = this.settings;
    const [photos] = maps.shape;
    return Array.from({ length: Math.ceil(photos / microBatch) }, (_, i) => ({
      from: i * microBatch,
      rows: Math.min(microBatch, photos - i * microBatch),
    }));
  }

  private gradientsOf({ maps, wanted }: { maps: Maps; wanted: tensorflow.Tensor }): PartOfGradient {
    const { tf, trunk, head } = this;
    const mode = this.settings.trunkNorm === 'batch' ? 'train' : 'infer';
    if (!this.settings.recompute) {
      return namedGradients(tf, { ...trunk.trainable(), ...head }, () =>
        this.loss(trunk.pooled(trunk.unfrozenMaps(maps, mode)), wanted),
      );
    }
    let value = 0;
    let ofHead: PartOfGradient['gradients'] = {};
    const upstream = (features: Rows): Rows => {
      const variable = tf.variable(features);
      const found = namedGradients(tf, { ...head, [FEATURES]: variable }, () => this.loss(variable, wanted));
      variable.dispose();
      const { [FEATURES]: ofFeatures, ...rest } = found.gradients;
      value = found.value;
      ofHead = rest;
      return ofFeatures as Rows;
    };
    const ofTrunk = checkpointedGradients(tf, trunk, { maps, mode, upstream });
    return { value, gradients: { ...ofTrunk, ...ofHead } };
  }

  /** Features [b, F] -> [b, C]. */
  private logits(features: Rows): Rows {
    const { tf, head } = this;
    return tf.add(tf.matMul(features, head['head.kernel'] as unknown as Rows), head['head.bias']!);
  }

  /** This part's share of the batch's mean cross entropy; `wanted` is 1 / B at each label, [b, C]. */
  private loss(features: Rows, wanted: tensorflow.Tensor): tensorflow.Scalar {
    const { tf } = this;
    return tf.neg(tf.sum(tf.mul(tf.logSoftmax(this.logits(features)), wanted)));
  }
}
