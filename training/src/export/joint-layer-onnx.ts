import { NORM_EPSILON, SejeError } from '@seje/core';
import type { NamedWeight } from '../networks/named-weights.js';
import type { OnnxGraph, OnnxValue } from './onnx-graph.js';
import type { WeightShapes } from './weight-shapes.js';

export type JointLayerWeight =
  'joint.kernel' | 'joint.bias' | 'norm.gamma' | 'norm.beta' | 'norm.movingMean' | 'norm.movingVariance';

export interface JointLayerSettings {
  /** E, width of the joint space. */
  readonly jointDimension: number;
  /** Slope of LeakyReLU below 0. */
  readonly leakyReluSlope: number;
  /** Batch norm: epsilon under the root. */
  readonly normEpsilon: number;
}

export function jointLayerShapes(inputWidth: number, jointDimension: number): WeightShapes<JointLayerWeight> {
  const perUnit = [jointDimension];
  return {
    'joint.kernel': [inputWidth, jointDimension],
    'joint.bias': perUnit,
    'norm.gamma': perUnit,
    'norm.beta': perUnit,
    'norm.movingMean': perUnit,
    'norm.movingVariance': perUnit,
  };
}

/**
 * What both heads end with: Linear -> BatchNorm (moving statistics) -> LeakyReLU -> L2.
 * Batch norm is folded into the linear layer in float64: s = gamma / sqrt(variance + eps),
 * W' = W s, b' = (b - mean) s + beta.
 * @param input [B, input width]
 * @returns [B, E], rows of length 1
 */
export function jointLayer(
  graph: OnnxGraph,
  input: OnnxValue,
  layer: {
    readonly weights: Readonly<Record<JointLayerWeight, NamedWeight>>;
    readonly settings: JointLayerSettings;
  },
): OnnxValue {
  const { jointDimension, leakyReluSlope } = layer.settings;
  const { kernel, bias } = foldedNorm(layer.weights, layer.settings.normEpsilon);
  const w = graph.initializer('joint.kernel', [kernel.length / jointDimension, jointDimension], kernel);
  const b = graph.initializer('joint.bias', [jointDimension], bias);
  const linear = graph.node('Gemm', [input, w, b]); // [B, E]
  return unitRows(graph, graph.node('LeakyRelu', [linear], { alpha: { float: leakyReluSlope } }));
}

function foldedNorm(
  weights: Readonly<Record<JointLayerWeight, NamedWeight>>,
  epsilon: number,
): { readonly kernel: Float32Array; readonly bias: Float32Array } {
  const width = weights['joint.bias'].data.length;
  const variance = weights['norm.movingVariance'].data;
  const negative = variance.find((x) => x < 0);
  if (negative !== undefined) {
    throw new SejeError('MODEL_INVALID', {
      message: 'A moving variance of the batch norm is negative',
      expected: 'at least 0',
      found: `${negative}`,
    });
  }
  const scale = Float64Array.from(
    variance,
    (v, i) => weights['norm.gamma'].data[i]! / Math.sqrt(v + epsilon),
  );
  return {
    kernel: weights['joint.kernel'].data.map((w, i) => w * scale[i % width]!),
    bias: weights['joint.bias'].data.map(
      (b, i) => (b - weights['norm.movingMean'].data[i]!) * scale[i]! + weights['norm.beta'].data[i]!,
    ),
  };
}

/** x / max(|x|, 1e-12) for each row. [B, E] -> [B, E] */
export function unitRows(graph: OnnxGraph, x: OnnxValue): OnnxValue {
  const norm = graph.node('ReduceL2', [x], { axes: [1], keepdims: 1 }); // [B, 1]
  const floor = graph.initializer('norm_epsilon', [1], Float32Array.of(NORM_EPSILON));
  return graph.node('Div', [x, graph.node('Max', [norm, floor])]);
}
