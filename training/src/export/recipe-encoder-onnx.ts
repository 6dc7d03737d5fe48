import type { NamedWeights } from '../networks/named-weights.js';
import {
  type JointLayerSettings,
  type JointLayerWeight,
  jointLayer,
  jointLayerShapes,
} from './joint-layer-onnx.js';
import { lstmLastState } from './lstm-onnx.js';
import { OnnxGraph } from './onnx-graph.js';
import { type WeightShapes, checkedWeights } from './weight-shapes.js';

export interface RecipeEncoderShape extends JointLayerSettings {
  /** Dt, width of f_term. */
  readonly termDimension: number;
  /** Ht, width of Linear(f_term). */
  readonly termHidden: number;
  /** Ds, width of one sentence feature. */
  readonly sentenceDimension: number;
  /** H, width of the instruction LSTM's state. */
  readonly sentenceHidden: number;
}

type RecipeEncoderWeight =
  'term.kernel' | 'term.bias' | 'lstm.kernel' | 'lstm.recurrentKernel' | 'lstm.bias' | JointLayerWeight;

function shapesOf(shape: RecipeEncoderShape): WeightShapes<RecipeEncoderWeight> {
  const gates = 4 * shape.sentenceHidden;
  return {
    'term.kernel': [shape.termDimension, shape.termHidden],
    'term.bias': [shape.termHidden],
    'lstm.kernel': [shape.sentenceDimension, gates],
    'lstm.recurrentKernel': [shape.sentenceHidden, gates],
    'lstm.bias': [gates],
    ...jointLayerShapes(shape.termHidden + shape.sentenceHidden, shape.jointDimension),
  };
}

/**
 * The trained recipe encoder as an ONNX file: `term` [B, Dt], `sentences` [B, S, Ds],
 * `sentenceCounts` [B] int32 (1..S) -> `embedding` [B, E], rows of length 1. B and S are free.
 * @throws SejeError MODEL_INVALID (a weight missing, of another shape, not finite, or one too many)
 */
export function recipeEncoderOnnx(weights: NamedWeights, shape: RecipeEncoderShape): Uint8Array {
  const w = checkedWeights(weights, shapesOf(shape), 'recipe encoder');
  const graph = new OnnxGraph('recipe-encoder');
  const term = graph.input('term', 'float32', ['B', shape.termDimension]);
  const sequence = graph.input('sentences', 'float32', ['B', 'S', shape.sentenceDimension]);
  const lengths = graph.input('sentenceCounts', 'int32', ['B']);
  const termLinear = graph.node('Gemm', [
    term,
    graph.initializer('term.kernel', w['term.kernel'].shape, w['term.kernel'].data),
    graph.initializer('term.bias', w['term.bias'].shape, w['term.bias'].data),
  ]); // [B, Ht]
  const termHidden = graph.node('LeakyRelu', [termLinear], { alpha: { float: shape.leakyReluSlope } });
  const lastState = lstmLastState(
    graph,
    { sequence, lengths },
    { kernel: w['lstm.kernel'], recurrentKernel: w['lstm.recurrentKernel'], bias: w['lstm.bias'] },
  ); // [B, H]
  const both = graph.node('Concat', [termHidden, lastState], { axis: 1 }); // [B, Ht + H]
  const embedding = jointLayer(graph, both, { weights: w, settings: shape });
  graph.output('embedding', embedding, { dims: ['B', shape.jointDimension] });
  return graph.toBytes();
}
