import type { NamedWeight } from '../networks/named-weights.js';
import type { OnnxGraph, OnnxValue } from './onnx-graph.js';

export interface LstmWeights {
  /** [D, 4H] */
  readonly kernel: NamedWeight;
  /** [H, 4H] */
  readonly recurrentKernel: NamedWeight;
  /** [4H] */
  readonly bias: NamedWeight;
}

/** Position of ONNX's gates i, o, f, c among Keras' i, f, c, o. */
const KERAS_GATE = [0, 3, 1, 2] as const;

/**
 * A Keras LSTM (sigmoid gates, tanh state) as ONNX's, masked: a row's state stays as it is after its
 * last real step.
 * @param sequence [B, S, D]
 * @param lengths [B] int32, 1..S
 * @returns state after the last real step, [B, H]
 */
export function lstmLastState(
  graph: OnnxGraph,
  input: { readonly sequence: OnnxValue; readonly lengths: OnnxValue },
  weights: LstmWeights,
): OnnxValue {
  const hidden = weights.bias.data.length / KERAS_GATE.length;
  const width = weights.kernel.shape[0]!;
  const gates = KERAS_GATE.length * hidden;
  const w = graph.initializer('lstm.w', [1, gates, width], gateRows(weights.kernel, hidden));
  const r = graph.initializer('lstm.r', [1, gates, hidden], gateRows(weights.recurrentKernel, hidden));
  const b = graph.initializer('lstm.b', [1, 2 * gates], gateBiases(weights.bias, hidden));
  const x = graph.node('Transpose', [input.sequence], { perm: [1, 0, 2] }); // [S, B, D]
  const [, last] = graph.nodeWithOutputs('LSTM', [x, w, r, b, input.lengths], {
    attributes: { hidden_size: hidden },
    outputs: [false, true],
  }); // [1, B, H]
  return graph.node('Squeeze', [last!, graph.initializer('lstm.direction', [1], BigInt64Array.of(0n))]);
}

/** [N, 4H] with Keras' gates to [4H, N] with ONNX's. */
export function gateRows({ shape, data }: NamedWeight, hidden: number): Float32Array {
  const inputs = shape[0]!;
  const columns = shape[1]!;
  const rows = new Float32Array(data.length);
  for (const [to, from] of KERAS_GATE.entries()) {
    for (let unit = 0; unit < hidden; unit++) {
      const row = (to * hidden + unit) * inputs;
      for (let n = 0; n < inputs; n++) rows[row + n] = data[n * columns + from * hidden + unit]!;
    }
  }
  return rows;
}

/** [4H] to ONNX's [8H]: the input biases, then recurrent ones, which Keras does not have. */
export function gateBiases({ data }: NamedWeight, hidden: number): Float32Array {
  const both = new Float32Array(2 * data.length);
  for (const [to, from] of KERAS_GATE.entries()) {
    both.set(data.subarray(from * hidden, (from + 1) * hidden), to * hidden);
  }
  return both;
}
