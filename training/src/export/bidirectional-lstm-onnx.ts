import { type LstmWeights, gateBiases, gateRows } from './lstm-onnx.js';
import type { OnnxGraph, OnnxValue } from './onnx-graph.js';

/** Numbers of a layer's directions, forward first. */
export type DirectionWeights = readonly [LstmWeights, LstmWeights];

/**
 * Two Keras LSTMs (sigmoid gates, tanh state), one reading forward and one backward from each row's last real
 * step, as one of ONNX's.
 * @param input sequence [T, B, D], time first; lengths [B] int32, 1..T
 * @param name of the layer's initializers, used once in a graph
 * @returns all states [T, B, 2H], 0 behind a row's end, and those at which each direction ends, [B, 2H]
 */
export function bidirectionalLstm(
  graph: OnnxGraph,
  input: { readonly sequence: OnnxValue; readonly lengths: OnnxValue; readonly name: string },
  directions: DirectionWeights,
): { readonly states: OnnxValue; readonly ends: OnnxValue } {
  const { kernel, recurrentKernel } = directions[0];
  const hidden = recurrentKernel.shape[0]!;
  const gates = recurrentKernel.shape[1]!; // 4H
  const both = (of: (weights: LstmWeights) => Float32Array): Float32Array => {
    const [forward, backward] = directions.map(of) as [Float32Array, Float32Array];
    const joined = new Float32Array(forward.length + backward.length);
    joined.set(forward);
    joined.set(backward, forward.length);
    return joined;
  };
  const constant = (name: string, dims: readonly number[], data: Float32Array | BigInt64Array): OnnxValue =>
    graph.initializer(`${input.name}.${name}`, dims, data);
  const parameters = [
    constant(
      'w',
      [2, gates, kernel.shape[0]!],
      both((weights) => gateRows(weights.kernel, hidden)),
    ),
    constant(
      'r',
      [2, gates, hidden],
      both((weights) => gateRows(weights.recurrentKernel, hidden)),
    ),
    constant(
      'b',
      [2, 2 * gates],
      both((weights) => gateBiases(weights.bias, hidden)),
    ),
  ];
  const [states, ends] = graph.nodeWithOutputs('LSTM', [input.sequence, ...parameters, input.lengths], {
    attributes: { hidden_size: hidden, direction: 'bidirectional' },
    outputs: [true, true],
  }) as [OnnxValue, OnnxValue]; // [T, 2, B, H], [2, B, H]
  const byStep = graph.node('Transpose', [states], { perm: [0, 2, 1, 3] }); // [T, B, 2, H]
  const byRow = graph.node('Transpose', [ends], { perm: [1, 0, 2] }); // [B, 2, H]
  const width = BigInt(2 * hidden);
  return {
    // 0 keeps a dimension as it is
    states: graph.node('Reshape', [byStep, constant('steps', [3], BigInt64Array.of(0n, 0n, width))]),
    ends: graph.node('Reshape', [byRow, constant('rows', [2], BigInt64Array.of(0n, width))]),
  };
}
