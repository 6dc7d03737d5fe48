import { type NamedWeights, under } from '../networks/named-weights.js';
import { lstmLastState } from './lstm-onnx.js';
import { OnnxGraph } from './onnx-graph.js';
import { checkedWeights } from './weight-shapes.js';

export interface SentenceEncoderShape {
  /** V, rows of the table of words: the terms and the one for everything unknown. */
  readonly words: number;
  /** D, width of a word vector. */
  readonly termDimension: number;
  /** H, width of the state. */
  readonly hidden: number;
}

/**
 * The encoder of a trained sentence network as an ONNX file: `words` [B, T] int32, `wordCounts` [B] int32 (1..T) ->
 * `state` [B, H] after each sentence's last word. B and T are free. The decoder stays behind.
 * @param weights those of the network; the row of the end sign, its last word, is left out
 * @throws SejeError MODEL_INVALID
 */
export function sentenceEncoderOnnx(weights: NamedWeights, shape: SentenceEncoderShape): Uint8Array {
  const { words, termDimension, hidden } = shape;
  const encoder = { ...under('encoder.', weights), ...(weights['words'] && { words: weights['words'] }) };
  const w = checkedWeights(
    encoder,
    {
      words: [words + 1, termDimension],
      kernel: [termDimension, 4 * hidden],
      recurrentKernel: [hidden, 4 * hidden],
      bias: [4 * hidden],
    },
    'sentence encoder',
  );
  const graph = new OnnxGraph('sentence-encoder');
  const ids = graph.input('words', 'int32', ['B', 'T']);
  const lengths = graph.input('wordCounts', 'int32', ['B']);
  const table = w.words.data.subarray(0, words * termDimension);
  const vectors = graph.initializer('words.table', [words, termDimension], table);
  const sequence = graph.node('Gather', [vectors, ids]); // [B, T, D]
  const state = lstmLastState(graph, { sequence, lengths }, w); // [B, H]
  graph.output('state', state, { dims: ['B', hidden] });
  return graph.toBytes();
}
