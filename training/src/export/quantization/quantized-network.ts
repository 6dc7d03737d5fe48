import type { QuantizedPrecision } from '@seje/artifacts';
import { SejeError, messageOf } from '@seje/core';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
  TensorProto_DataLocation as Location,
  type TensorProto,
  TensorProtoSchema,
} from 'onnx-buf';
import { type FloatWeight, asFloat16, asInt8 } from './smaller-weights.js';
import { type Channels, weightInputs } from './weight-inputs.js';

/** Numbers below which a weight is left as it is: nothing is won by it. */
const FEWEST_NUMBERS = 256;

/** ONNX's number for float32 as the type of a tensor. */
const FLOAT: number = DataType.FLOAT;

/** What stands in a file in place of one float32 weight. */
interface Replacement {
  readonly stored: readonly TensorProto[];
  /** They make the weight again, under its own name. */
  readonly nodes: readonly NodeProto[];
}

/**
 * The same network with its weights in float16 or int8. They become float32 again by nodes of their own (Cast; for
 * int8 times the scale of each output channel), which a runtime computes once when it loads the file: it then
 * computes as with the float32 file, as fast, on every CPU, and an embedding does not depend on the others of its
 * batch, as it would with dynamically quantised activations.
 *
 * Weights of Conv, Gemm, MatMul and LSTM; biases and tables stay as they are.
 * @throws SejeError MODEL_INVALID (no ONNX file, weights outside it, or numbers that the precision cannot hold)
 */
export function quantizedNetwork(onnx: Uint8Array, precision: QuantizedPrecision): Uint8Array {
  const model = modelOf(onnx);
  const graph = model.graph!;
  const channelsOf = weightInputs(graph.node);
  const replaced = graph.initializer.map((tensor): Replacement => {
    const channels = channelsOf.get(tensor.name);
    const size = tensor.dims.reduce((product, length) => product * Number(length), 1);
    if (channels === undefined || tensor.dataType !== FLOAT || size < FEWEST_NUMBERS)
      return { stored: [tensor], nodes: [] };
    const weight = { name: tensor.name, dims: tensor.dims.map(Number), data: numbersOf(tensor) };
    return precision === 'float16' ? inFloat16(weight) : inInt8(weight, channels);
  });
  graph.initializer = replaced.flatMap(({ stored }) => stored);
  graph.node.unshift(...replaced.flatMap(({ nodes }) => nodes));
  return toBinary(ModelProtoSchema, model);
}

function inFloat16(weight: FloatWeight): Replacement {
  const halves = `${weight.name}/float16`;
  return {
    stored: [tensorOf(halves, weight.dims, asFloat16(weight))],
    nodes: [toFloat32(halves, weight.name)],
  };
}

function inInt8(weight: FloatWeight, channels: Channels): Replacement {
  const { name, dims } = weight;
  const { levels, scales, scaleDims } = asInt8(weight, channels);
  const [level, real, scale] = [`${name}/int8`, `${name}/levels`, `${name}/scales`];
  const product = create(NodeProtoSchema, {
    name: `${name}/scaled`,
    opType: 'Mul',
    input: [real, scale],
    output: [name],
  });
  return {
    stored: [tensorOf(level, dims, levels), tensorOf(scale, scaleDims, scales)],
    nodes: [toFloat32(level, real), product],
  };
}

function toFloat32(from: string, to: string): NodeProto {
  const target = { name: 'to', type: AttributeType.INT, i: BigInt(FLOAT) };
  const named = { name: `${from}/float32`, opType: 'Cast', input: [from], output: [to] };
  return create(NodeProtoSchema, { ...named, attribute: [target] });
}

function tensorOf(
  name: string,
  dims: readonly number[],
  data: Float32Array | Float16Array | Int8Array,
): TensorProto {
  const dataType =
    data instanceof Int8Array
      ? DataType.INT8
      : data instanceof Float32Array
        ? DataType.FLOAT
        : DataType.FLOAT16;
  const rawData = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType, rawData });
}

/** @throws SejeError MODEL_INVALID */
function numbersOf({ name, dataLocation, floatData, rawData }: TensorProto): Float32Array {
  if (dataLocation === Location.EXTERNAL) {
    throw new SejeError('MODEL_INVALID', {
      message: `The weight ${name} cannot be quantised`,
      expected: 'weights inside the ONNX file',
      found: 'a reference to another file',
      remedy: 'Save the network as one file.',
    });
  }
  // a copy: the bytes need not lie at a multiple of four
  return rawData.length > 0
    ? new Float32Array(Uint8Array.from(rawData).buffer)
    : Float32Array.from(floatData);
}

function modelOf(onnx: Uint8Array): ModelProto {
  try {
    const model = fromBinary(ModelProtoSchema, onnx);
    if (model.graph === undefined) throw new TypeError('no graph');
    return model;
  } catch (error) {
    throw new SejeError('MODEL_INVALID', {
      message: 'A network cannot be quantised',
      expected: 'an ONNX file',
      found: messageOf(error),
      cause: error,
    });
  }
}
