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

/**
 * The way back: LSTMs of an ONNX file that `lstmLastState` or `bidirectionalLstm` wrote, a direction each.
 * @param parameters `w [directions, 4H, D]`, `r [directions, 4H, H]`, `b [directions, 8H]`
 * @returns `kernel [D, 4H]`, `recurrentKernel [H, 4H]`, `bias [4H]` of each
 */
export function kerasLstm(
  parameters: Readonly<Record<'w' | 'r' | 'b', NamedWeight>>,
): Record<keyof LstmWeights, NamedWeight>[] {
  const { w, r, b } = parameters;
  const [directions, gates, width] = w.shape as [number, number, number];
  const hidden = gates / KERAS_GATE.length;
  const part = ({ data }: NamedWeight, direction: number): Float32Array => {
    const size = data.length / directions;
    return data.subarray(direction * size, (direction + 1) * size);
  };
  return Array.from({ length: directions }, (_, direction) => ({
    kernel: gateColumns(part(w, direction), { inputs: width, hidden }),
    recurrentKernel: gateColumns(part(r, direction), { inputs: hidden, hidden }),
    bias: { shape: [gates], data: gateColumns(part(b, direction), { inputs: 1, hidden }).data },
  }));
}

/** The inverse of `gateRows`: [4H, N] with ONNX's gates (and whatever follows them) to [N, 4H] with Keras'. */
function gateColumns(
  rows: Float32Array,
  { inputs, hidden }: { readonly inputs: number; readonly hidden: number },
): NamedWeight {
  const columns = KERAS_GATE.length * hidden;
  const data = new Float32Array(inputs * columns);
  for (const [from, to] of KERAS_GATE.entries()) {
    for (let unit = 0; unit < hidden; unit++) {
      const row = (from * hidden + unit) * inputs;
      for (let n = 0; n < inputs; n++) data[n * columns + to * hidden + unit] = rows[row + n]!;
    }
  }
  return { shape: [inputs, columns], data };
}
