import type * as tensorflow from '@tensorflow/tfjs';
import {
  type ResNetArchitecture,
  type ResNetBlock,
  type ResNetConvolution,
  type ResNetVariant,
  resNetLayers,
} from '../backbones/resnet-architecture.js';
import { resNetWeights } from '../backbones/resnet-weights.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { Mode } from './layers.js';
import { type Maps, mapNorm } from './map-norm.js';
import type { NamedWeights } from './named-weights.js';
import { residualVariables, stageOf, storedWeights, trainedOf } from './residual-weights.js';
import { type Variables, dispose } from './variables.js';

/** A residual network and what its published weights take for granted. */
export interface ResNetNetwork extends ResNetVariant {
  readonly architecture: ResNetArchitecture;
}

export interface ResidualTrunkSettings {
  readonly network: ResNetNetwork;
  /** First stage that is trained: 0 is the stem (all of it), 1 to 4 the stages of blocks, 5 none. */
  readonly fromStage: number;
  /** Share of the old moving statistics that a train step keeps; PyTorch's default. */
  readonly normMomentum?: number;
}

const NORM_MOMENTUM = 0.9;

/** `replay` is `train` once more on the same photos: the moving statistics are left as they are. */
export type TrunkMode = Mode | 'replay';

/** A link of the chain that a trunk is: the stem, or a block. */
export interface TrunkSegment {
  /** What gradients move in it. */
  readonly variables: Variables;
  readonly run: (maps: Maps, mode: TrunkMode) => Maps;
}

/**
 * A residual network (He et al. 2015) up to its pooled feature, to be trained: photos [B, side, side, 3] in the
 * channel order and scale of its weights -> [B, F]. `resNetOnnx` exports the same weights.
 */
export class ResidualTrunk {
  /** All weights, by torchvision's names; kernels are [height, width, in, out]. */
  readonly weights: Variables;
  /** F, width of the pooled feature. */
  readonly featureDimension: number;
  /** The trained stages, in order. */
  readonly segments: readonly TrunkSegment[];
  private readonly frozen: readonly TrunkSegment[];

  /**
   * @param weights as torchvision and timm name and shape them
   * @throws SejeError MODEL_INVALID (a weight missing, of another shape, not finite, or one too many)
   */
  constructor(
    private readonly tf: Tf,
    weights: NamedWeights,
    private readonly settings: ResidualTrunkSettings,
  ) {
    const { network, fromStage } = settings;
    const layers = resNetLayers(network.architecture, network);
    this.featureDimension = layers.featureDimension;
    this.weights = residualVariables(tf, resNetWeights(weights, layers, network));
    const isTrained = ({ name }: ResNetConvolution): boolean => stageOf(name) >= fromStage;
    const stem: TrunkSegment = {
      variables: trainedOf(this.weights, [layers.stem]),
      run: (pixels, mode) => this.stem(pixels, layers.stem, mode),
    };
    const links = layers.blocks.map((block) => ({
      trained: isTrained(block.convolutions[0]),
      segment: this.segmentOf(block),
    }));
    const all = [{ trained: isTrained(layers.stem), segment: stem }, ...links];
    this.segments = all.filter(({ trained }) => trained).map(({ segment }) => segment);
    this.frozen = all.filter(({ trained }) => !trained).map(({ segment }) => segment);
  }

  /** What gradients move, under the names of `weights`. */
  trainable(): Variables {
    return Object.assign({}, ...this.segments.map(({ variables }) => variables)) as Variables;
  }

  /**
   * Pooled features [B, F] of photos [B, side, side, 3]. Stages before `fromStage` always run as in `infer`, and
   * nothing of them is kept for the gradient; there is no gradient with respect to the photos.
   * @param mode `train` moves the statistics of the trained stages' batch norms
   */
  features(pixels: Maps, mode: TrunkMode): tensorflow.Tensor2D {
    return this.pooled(this.unfrozenMaps(this.frozenMaps(pixels), mode));
  }

  /** What the stages before `fromStage` make of photos: the photos themselves where all is trained. */
  frozenMaps(pixels: Maps): Maps {
    const { tf, frozen } = this;
    if (frozen.length === 0) return pixels;
    // Inside an op of its own nothing is recorded.
    const run = tf.customGrad((...given: (tensorflow.Tensor | tensorflow.GradSaveFunc)[]) => ({
      value: frozen.reduce((x, segment) => tf.tidy(() => segment.run(x, 'infer')), given[0] as Maps),
      gradFunc: () => {
        throw new Error('Frozen stages have no gradient');
      },
    }));
    return run(pixels);
  }

  /** The stages from `fromStage` on, of what the stages before made. */
  unfrozenMaps(maps: Maps, mode: TrunkMode): Maps {
    return this.segments.reduce((x, segment) => segment.run(x, mode), maps);
  }

  /** The mean over the places of the last stage's maps, [B, F]. */
  pooled(maps: Maps): tensorflow.Tensor2D {
    return this.tf.mean(maps, [1, 2]);
  }

  /** Copies of all weights as torchvision and timm name and shape them. */
  namedWeights(): NamedWeights {
    return storedWeights(this.tf, this.weights);
  }

  dispose(): void {
    dispose(this.weights);
  }

  private segmentOf(block: ResNetBlock): TrunkSegment {
    const { convolutions, shortcut } = block;
    const all = shortcut === undefined ? convolutions : [...convolutions, shortcut];
    return {
      variables: trainedOf(this.weights, all),
      run: (maps, mode) => this.block(maps, block, mode),
    };
  }

  /** [B, side, side, 3] -> [B, side / 4, side / 4, C]; nothing is below 0, so padding the maximum with 0 is none. */
  private stem(pixels: Maps, layer: ResNetConvolution, mode: TrunkMode): Maps {
    const { tf } = this;
    const maps = tf.relu(this.convolution(pixels, layer, mode));
    return tf.maxPool(padded(tf, maps, 1), 3, 2, 'valid');
  }

  /** relu(conv(relu(conv(relu(conv(x))))) + shortcut(x)), each convolution with its batch norm. */
  private block(x: Maps, { convolutions, shortcut }: ResNetBlock, mode: TrunkMode): Maps {
    const { tf } = this;
    const [first, second, third] = convolutions;
    const narrow = tf.relu(this.convolution(x, first, mode));
    const spread = tf.relu(this.convolution(narrow, second, mode));
    const wide = this.convolution(spread, third, mode);
    const past = shortcut === undefined ? x : this.convolution(x, shortcut, mode);
    return tf.relu(tf.add(wide, past));
  }

  private convolution(x: Maps, { name, norm, kernel, stride }: ResNetConvolution, mode: TrunkMode): Maps {
    const { tf, weights } = this;
    const filter = weights[`${name}.weight`] as unknown as Maps;
    // At stride 1 `same` pads alike on all sides; at stride 2 it does not, unlike PyTorch.
    const convolved =
      stride === 1
        ? tf.conv2d(x, filter, 1, 'same')
        : tf.conv2d(padded(tf, x, (kernel - 1) / 2), filter, stride, 'valid');
    const bias = weights[`${name}.bias`];
    return mapNorm(tf, bias === undefined ? convolved : tf.add(convolved, bias), {
      mode: mode === 'infer' ? 'infer' : 'train',
      gamma: weights[`${norm}.weight`]!,
      beta: weights[`${norm}.bias`]!,
      mean: weights[`${norm}.running_mean`]!,
      variance: weights[`${norm}.running_var`]!,
      epsilon: this.settings.network.normEpsilon,
      onStatistics: (mean, variance) => {
        if (mode !== 'train') return;
        this.move(`${norm}.running_mean`, mean);
        this.move(`${norm}.running_var`, variance);
      },
    });
  }

  private move(name: string, towards: tensorflow.Tensor): void {
    const { tf } = this;
    const momentum = this.settings.normMomentum ?? NORM_MOMENTUM;
    const variable = this.weights[name]!;
    tf.tidy(() => variable.assign(tf.add(tf.mul(variable, momentum), tf.mul(towards, 1 - momentum))));
  }
}

function padded(tf: Tf, x: Maps, pad: number): Maps {
  if (pad === 0) return x;
  return tf.pad(x, [[0, 0], [pad, pad], [pad, pad], [0, 0]]); // prettier-ignore
}
