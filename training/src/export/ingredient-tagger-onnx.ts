import { EMPTY_ROW } from '../networks/embedding-bag.js';
import { DIRECTIONS, type TaggerShape } from '../networks/ingredient-tagger.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { type DirectionWeights, bidirectionalLstm } from './bidirectional-lstm-onnx.js';
import { OnnxGraph, type OnnxValue } from './onnx-graph.js';
import { type WeightShapes, checkedWeights } from './weight-shapes.js';

function shapesOf({ rows, embedding, hidden, layers }: TaggerShape): WeightShapes<string> {
  const lstms = Array.from({ length: layers }, (_, layer) =>
    DIRECTIONS.flatMap((direction): [string, number[]][] => {
      const name = `layer${layer + 1}.${direction}`;
      return [
        [`${name}.kernel`, [layer === 0 ? embedding : 2 * hidden, 4 * hidden]],
        [`${name}.recurrentKernel`, [hidden, 4 * hidden]],
        [`${name}.bias`, [4 * hidden]],
      ];
    }),
  );
  return {
    'embedding.table': [rows, embedding],
    ...Object.fromEntries(lstms.flat()),
    'name.kernel': [2 * hidden, 1],
    'name.bias': [1],
    'line.kernel': [2 * hidden, 1],
    'line.bias': [1],
  };
}

/**
 * The trained ingredient tagger as an ONNX file: `features` [B, T, K] int32, rows of the embedding, and `lengths`
 * [B] int32 (1..T) -> log odds `names` [B, T], of no meaning behind a line's end, and `lines` [B]. B, T, K are free.
 * @throws SejeError MODEL_INVALID (a weight missing, of another shape, not finite, or one too many)
 */
export function ingredientTaggerOnnx(weights: NamedWeights, shape: TaggerShape): Uint8Array {
  const w = checkedWeights(weights, shapesOf(shape), 'ingredient tagger');
  const graph = new OnnxGraph('ingredient-tagger');
  const features = graph.input('features', 'int32', ['B', 'T', 'K']);
  const lengths = graph.input('lengths', 'int32', ['B']);
  const axis = (name: string, at: number): OnnxValue =>
    graph.initializer(name, [1], BigInt64Array.of(BigInt(at)));
  const table = w['embedding.table']!.data.slice();
  table.fill(0, EMPTY_ROW * shape.embedding, (EMPTY_ROW + 1) * shape.embedding);
  const rows = graph.initializer('embedding.table', [shape.rows, shape.embedding], table);
  const gathered = graph.node('Gather', [rows, features]); // [B, T, K, D]
  const bags = graph.node('ReduceSum', [gathered, axis('features.axis', 2)], { keepdims: 0 }); // [B, T, D]
  let layer = { states: graph.node('Transpose', [bags], { perm: [1, 0, 2] }), ends: bags }; // [T, B, D]
  for (let at = 1; at <= shape.layers; at++) {
    const directions = DIRECTIONS.map((direction) => ({
      kernel: w[`layer${at}.${direction}.kernel`]!,
      recurrentKernel: w[`layer${at}.${direction}.recurrentKernel`]!,
      bias: w[`layer${at}.${direction}.bias`]!,
    })) as unknown as DirectionWeights;
    layer = bidirectionalLstm(graph, { sequence: layer.states, lengths, name: `layer${at}` }, directions);
  }
  const head = (name: 'name' | 'line', states: OnnxValue): OnnxValue => {
    const kernel = graph.initializer(`${name}.kernel`, [2 * shape.hidden, 1], w[`${name}.kernel`]!.data);
    const bias = graph.initializer(`${name}.bias`, [1], w[`${name}.bias`]!.data);
    return graph.node('Add', [graph.node('MatMul', [states, kernel]), bias]);
  };
  const ofTokens = graph.node('Squeeze', [head('name', layer.states), axis('name.axis', 2)]); // [T, B]
  graph.output('names', graph.node('Transpose', [ofTokens], { perm: [1, 0] }), { dims: ['B', 'T'] });
  const ofLines = graph.node('Squeeze', [head('line', layer.ends), axis('line.axis', 1)]); // [B]
  graph.output('lines', ofLines, { dims: ['B'] });
  return graph.toBytes();
}
