import { OnnxGraph, type OnnxValue } from '../export/onnx-graph.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { foldedNorm } from './folded-norm.js';
import {
  type ResNetArchitecture,
  type ResNetBlock,
  type ResNetConvolution,
  type ResNetVariant,
  resNetLayers,
} from './resnet-architecture.js';
import { resNetWeights } from './resnet-weights.js';

export interface ResNetOnnxOptions extends ResNetVariant {
  readonly name: string;
  /** Side of the input, pixels. */
  readonly crop: number;
  /** Free text kept in the file, e.g. the source of its weights. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The maximum after the stem: 3x3 at every second place. Padding is -infinity, as in PyTorch. */
const STEM_POOL = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };

/**
 * A residual network as an ONNX file, `image` [B, 3, crop, crop] -> `feature` [B, F], the mean over the places of
 * the last stage. Batch norm is folded into the convolution before it.
 * @param arrays weights as torchvision and timm name them
 * @throws SejeError MODEL_INVALID (a weight missing, of another shape, not finite, or one too many)
 */
export function resNetOnnx(
  arrays: NamedWeights,
  architecture: ResNetArchitecture,
  options: ResNetOnnxOptions,
): Uint8Array {
  const layers = resNetLayers(architecture, options);
  const weights = resNetWeights(arrays, layers, options);
  const graph = new OnnxGraph(options.name, options.metadata);
  const builder = { graph, weights, options };
  const image = graph.input('image', 'float32', ['B', layers.stem.inputs, options.crop, options.crop]);
  const stem = graph.node('Relu', [convolution(builder, image, layers.stem)]);
  let x = graph.node('MaxPool', [stem], STEM_POOL);
  for (const one of layers.blocks) x = block(builder, x, one);
  const pooled = graph.node('Flatten', [graph.node('GlobalAveragePool', [x])], { axis: 1 }); // [B, F]
  graph.output('feature', pooled, { dims: ['B', layers.featureDimension] });
  return graph.toBytes();
}

interface Builder {
  readonly graph: OnnxGraph;
  readonly weights: NamedWeights;
  readonly options: ResNetVariant;
}

/** relu(conv(relu(conv(relu(conv(x))))) + shortcut(x)), each convolution with its batch norm. */
function block(builder: Builder, x: OnnxValue, { convolutions, shortcut }: ResNetBlock): OnnxValue {
  const { graph } = builder;
  const [first, second, third] = convolutions;
  const narrow = graph.node('Relu', [convolution(builder, x, first)]);
  const spread = graph.node('Relu', [convolution(builder, narrow, second)]);
  const wide = convolution(builder, spread, third);
  const past = shortcut === undefined ? x : convolution(builder, x, shortcut);
  return graph.node('Relu', [graph.node('Add', [wide, past])]);
}

function convolution(
  { graph, weights, options }: Builder,
  x: OnnxValue,
  { name, norm, kernel, stride }: ResNetConvolution,
): OnnxValue {
  const { shape } = weights[`${name}.weight`]!;
  const folded = foldedNorm({
    kernel: weights[`${name}.weight`]!.data,
    bias: weights[`${name}.bias`]?.data,
    gamma: weights[`${norm}.weight`]!.data,
    beta: weights[`${norm}.bias`]!.data,
    mean: weights[`${norm}.running_mean`]!.data,
    variance: weights[`${norm}.running_var`]!.data,
    epsilon: options.normEpsilon,
  });
  const w = graph.initializer(`${name}.weight`, shape, folded.kernel);
  const b = graph.initializer(`${name}.bias`, [folded.bias.length], folded.bias);
  const pad = (kernel - 1) / 2;
  return graph.node('Conv', [x, w, b], {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
  });
}
