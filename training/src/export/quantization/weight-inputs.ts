import type { NodeProto } from 'onnx-buf';

/**
 * Where the output channels of a weight lie, each of which has a scale of its own: in the first so many
 * dimensions, or in the last one.
 */
export type Channels = { readonly leading: number } | 'last';

/** ONNX's operators whose constant inputs are weights: position of the input -> where its channels lie. */
function weightsOf(node: NodeProto): readonly (readonly [input: number, channels: Channels])[] {
  switch (node.opType) {
    case 'Conv': // [out, in, height, width]
      return [[1, { leading: 1 }]];
    case 'Gemm': // [in, out], or [out, in] where it is transposed
      return [[1, isTransposed(node) ? { leading: 1 } : 'last']];
    case 'MatMul': // [in, out]
      return [[1, 'last']];
    case 'LSTM': // [directions, 4H, in], of the input and of the state before
      return [
        [1, { leading: 2 }],
        [2, { leading: 2 }],
      ];
    default:
      return [];
  }
}

function isTransposed({ attribute }: NodeProto): boolean {
  return attribute.some(({ name, i }) => name === 'transB' && i !== 0n);
}

/** The values that are weights of a node: name -> where its output channels lie. Not all of them are constants. */
export function weightInputs(nodes: readonly NodeProto[]): ReadonlyMap<string, Channels> {
  return new Map(
    nodes.flatMap((node) => weightsOf(node).map(([at, channels]) => [node.input[at]!, channels] as const)),
  );
}
