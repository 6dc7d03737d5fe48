import type { NamedWeight, NamedWeights } from '../networks/named-weights.js';
import {
  type JointLayerSettings,
  type JointLayerWeight,
  jointLayer,
  jointLayerShapes,
} from './joint-layer-onnx.js';
import { lstmLastState } from './lstm-onnx.js';
import { OnnxGraph, type OnnxValue } from './onnx-graph.js';
import { type WeightShapes, checkedWeights } from './weight-shapes.js';

export interface RecipeEncoderShape extends JointLayerSettings {
  /** Dt, width of f_term. */
  readonly termDimension: number;
  /** Ht, width of Linear(f_term). */
  readonly termHidden: number;
  /** Whether f_sent is read. */
  readonly sentences: boolean;
  /** Ds, width of one sentence feature. */
  readonly sentenceDimension: number;
  /** H, width of the instruction LSTM's state. */
  readonly sentenceHidden: number;
}

const NETWORK = 'recipe encoder';

type TermWeight = 'term.kernel' | 'term.bias';
type LstmWeight = 'lstm.kernel' | 'lstm.recurrentKernel' | 'lstm.bias';

function lstmShapes({ sentenceDimension, sentenceHidden }: RecipeEncoderShape): WeightShapes<LstmWeight> {
  const gates = 4 * sentenceHidden;
  return {
    'lstm.kernel': [sentenceDimension, gates],
    'lstm.recurrentKernel': [sentenceHidden, gates],
    'lstm.bias': [gates],
  };
}

function headShapes(shape: RecipeEncoderShape): WeightShapes<TermWeight | JointLayerWeight> {
  const { termDimension, termHidden, jointDimension } = shape;
  return {
    'term.kernel': [termDimension, termHidden],
    'term.bias': [termHidden],
    ...jointLayerShapes(termHidden + (shape.sentences ? shape.sentenceHidden : 0), jointDimension),
  };
}

/** Every weight of a recipe encoder with its shape. */
export function recipeEncoderShapes(shape: RecipeEncoderShape): WeightShapes<string> {
  return shape.sentences ? { ...lstmShapes(shape), ...headShapes(shape) } : headShapes(shape);
}

/**
 * The trained recipe encoder as an ONNX file: `term` [B, Dt] and, where f_sent is read, `sentences` [B, S, Ds]
 * and `sentenceCounts` [B] int32 (1..S) -> `embedding` [B, E], rows of length 1. B and S are free.
 * @throws SejeError MODEL_INVALID (a weight missing, of another shape, not finite, or one too many)
 */
export function recipeEncoderOnnx(weights: NamedWeights, shape: RecipeEncoderShape): Uint8Array {
  const head = headShapes(shape);
  const withLstm = shape.sentences
    ? checkedWeights(weights, { ...lstmShapes(shape), ...head }, NETWORK)
    : undefined;
  const w = withLstm ?? checkedWeights(weights, head, NETWORK);
  const graph = new OnnxGraph('recipe-encoder');
  const term = graph.input('term', 'float32', ['B', shape.termDimension]);
  const termLinear = graph.node('Gemm', [
    term,
    graph.initializer('term.kernel', w['term.kernel'].shape, w['term.kernel'].data),
    graph.initializer('term.bias', w['term.bias'].shape, w['term.bias'].data),
  ]); // [B, Ht]
  const termHidden = graph.node('LeakyRelu', [termLinear], { alpha: { float: shape.leakyReluSlope } });
  const input =
    withLstm === undefined
      ? termHidden
      : graph.node('Concat', [termHidden, sentenceState(graph, withLstm)], { axis: 1 }); // [B, Ht + H]
  const embedding = jointLayer(graph, input, { weights: w, settings: shape });
  graph.output('embedding', embedding, { dims: ['B', shape.jointDimension] });
  return graph.toBytes();
}

/** State of the instruction LSTM after each recipe's last sentence, [B, H]. */
function sentenceState(graph: OnnxGraph, weights: Readonly<Record<LstmWeight, NamedWeight>>): OnnxValue {
  const kernel = weights['lstm.kernel']; // [Ds, 4H]
  const sequence = graph.input('sentences', 'float32', ['B', 'S', kernel.shape[0]!]);
  const lengths = graph.input('sentenceCounts', 'int32', ['B']);
  const recurrentKernel = weights['lstm.recurrentKernel'];
  return lstmLastState(graph, { sequence, lengths }, { kernel, recurrentKernel, bias: weights['lstm.bias'] });
}
