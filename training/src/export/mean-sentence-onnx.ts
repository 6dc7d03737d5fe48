import type { OnnxGraph, OnnxValue } from './onnx-graph.js';

/** ONNX's numbers of element types, for Cast. */
const [FLOAT, INT64] = [1, 7];

/**
 * The mean of each recipe's sentence features, whatever its padding holds: declares `sentences` [B, S, Ds] and
 * `sentenceCounts` [B] int32 (1..S) as inputs.
 * @returns [B, Ds]
 */
export function meanSentence(graph: OnnxGraph, width: number): OnnxValue {
  const sentences = graph.input('sentences', 'float32', ['B', 'S', width]);
  const counts = graph.input('sentenceCounts', 'int32', ['B']);
  const whole = (name: string, value: number): OnnxValue =>
    graph.initializer(`mean.${name}`, [], BigInt64Array.of(BigInt(value)));
  const second = graph.initializer('mean.axis', [1], BigInt64Array.of(1n));
  const steps = graph.node('Gather', [graph.node('Shape', [sentences]), whole('second', 1)]); // S
  const places = graph.node('Range', [whole('from', 0), steps, whole('by', 1)]); // [S]
  const column = graph.node('Unsqueeze', [counts, second]); // [B, 1]
  const isThere = graph.node('Less', [places, graph.node('Cast', [column], { to: INT64 })]); // [B, S]
  const mask = graph.node('Unsqueeze', [graph.node('Cast', [isThere], { to: FLOAT }), second]); // [B, 1, S]
  const sum = graph.node('Squeeze', [graph.node('MatMul', [mask, sentences]), second]); // [B, Ds]
  return graph.node('Div', [sum, graph.node('Cast', [column], { to: FLOAT })]);
}
