import type { EncoderWeights } from '../networks/joint-embedding.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { unitRows } from './joint-layer-onnx.js';
import { meanSentence } from './mean-sentence-onnx.js';
import { OnnxGraph, type OnnxValue } from './onnx-graph.js';
import { checkedWeights } from './weight-shapes.js';

export interface LinearShape {
  /** Dt, width of f_term. */
  readonly termDimension: number;
  /** Whether the mean of f_sent is read beside it. */
  readonly sentences: boolean;
  /** Ds, width of one sentence feature. */
  readonly sentenceDimension: number;
  /** F, width of the trunk's pooled feature. */
  readonly featureDimension: number;
  /** Width of f_cat; 0 where photos have none. */
  readonly categoryDimension: number;
}

/** E, the width that both kernels should have. */
export function linearDimension({ recipe }: EncoderWeights): number {
  return recipe['kernel']?.shape[1] ?? 0;
}

/**
 * A linear model's recipe side as an ONNX file: `term` [B, Dt] and, where f_sent is read, `sentences` [B, S, Ds]
 * and `sentenceCounts` [B] int32 (1..S) -> `embedding` [B, E], rows of length 1. B and S are free.
 * @throws SejeError MODEL_INVALID (a weight missing, of another shape, not finite, or one too many)
 */
export function linearRecipeOnnx(weights: EncoderWeights, shape: LinearShape): Uint8Array {
  const graph = new OnnxGraph('recipe-encoder');
  const term = graph.input('term', 'float32', ['B', shape.termDimension]);
  const width = shape.termDimension + (shape.sentences ? shape.sentenceDimension : 0);
  const input = shape.sentences
    ? graph.node('Concat', [term, meanSentence(graph, shape.sentenceDimension)], { axis: 1 }) // [B, Dt + Ds]
    : term;
  return withProjection(graph, input, {
    weights: weights.recipe,
    width,
    dimension: linearDimension(weights),
  });
}

/**
 * A linear model's image side as an ONNX file: `feature` [B, F] and, where its width is above 0, `category`
 * [B, Dc] -> `embedding` [B, E], rows of length 1. B is free.
 * @throws SejeError MODEL_INVALID (a weight missing, of another shape, not finite, or one too many)
 */
export function linearImageOnnx(weights: EncoderWeights, shape: LinearShape): Uint8Array {
  const { featureDimension, categoryDimension } = shape;
  const graph = new OnnxGraph('image-encoder');
  const feature = graph.input('feature', 'float32', ['B', featureDimension]);
  const input =
    categoryDimension === 0
      ? feature
      : graph.node('Concat', [feature, graph.input('category', 'float32', ['B', categoryDimension])], {
          axis: 1,
        }); // [B, F + Dc]
  const width = featureDimension + categoryDimension;
  return withProjection(graph, input, { weights: weights.image, width, dimension: linearDimension(weights) });
}

interface Projection {
  readonly weights: NamedWeights;
  /** Of what goes in. */
  readonly width: number;
  /** E */
  readonly dimension: number;
}

/** (x - mean) kernel, rows of length 1: [B, width] -> [B, E]. Centred first, so that float32 loses nothing to it. */
function withProjection(
  graph: OnnxGraph,
  input: OnnxValue,
  { weights, width, dimension }: Projection,
): Uint8Array {
  const shapes = { mean: [width], kernel: [width, dimension] };
  const { mean, kernel } = checkedWeights(weights, shapes, `linear ${graph.name}`);
  const centred = graph.node('Sub', [input, graph.initializer('mean', mean.shape, mean.data)]);
  const joint = graph.node('MatMul', [centred, graph.initializer('kernel', kernel.shape, kernel.data)]);
  graph.output('embedding', unitRows(graph, joint), { dims: ['B', dimension] });
  return graph.toBytes();
}
