import { SejeError } from '@seje/core';
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  type AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  ModelProtoSchema,
  type NodeProtoSchema,
  TensorProto_DataType as DataType,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';

/** What ONNX Runtime 1.13 and everything newer can read. */
export const ONNX_OPSET = 17n;
export const ONNX_IR_VERSION = 8n;
const PRODUCER = 'seje';

const DATA_TYPES = {
  float32: DataType.FLOAT,
  int32: DataType.INT32,
  int64: DataType.INT64,
  uint8: DataType.UINT8,
} as const;
export type OnnxDtype = keyof typeof DATA_TYPES;

/** A dimension: its size, or a name where it may differ from run to run (`B`). */
export type OnnxDimension = number | string;

/** A whole number is ONNX's INT, an array of them INTS; a real one must say so: `{ float: 0.02 }`. */
export type OnnxAttribute =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | { readonly float: number }
  | { readonly floats: readonly number[] };
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

export type InitializerData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

/** Name of a value in the graph, as returned by `input`, `initializer` and `node`. */
export type OnnxValue = string;

/** An input that a node's operator leaves optional and that is not given. */
export const ABSENT: OnnxValue = '';

/**
 * Builds an ONNX network value by value, in execution order, on the official protobuf schema.
 *
 *     const graph = new OnnxGraph('image-encoder');
 *     const x = graph.input('feature', 'float32', ['B', 2048]);
 *     const w = graph.initializer('joint.kernel', [2048, 1024], kernel);
 *     graph.output('embedding', graph.node('MatMul', [x, w]), { dims: ['B', 1024] });
 *     await writeFileDurably(path, graph.toBytes());
 */
export class OnnxGraph {
  private readonly nodes: MessageInitShape<typeof NodeProtoSchema>[] = [];
  private readonly initializers: MessageInitShape<typeof TensorProtoSchema>[] = [];
  private readonly inputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  private readonly outputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  private readonly values = new Set<OnnxValue>();

  /** @param metadata free text stored in the file, e.g. the source of its weights */
  constructor(
    readonly name: string,
    private readonly metadata: Readonly<Record<string, string>> = {},
  ) {}

  /** Declares an input of the network. */
  input(name: string, type: OnnxDtype, dims: readonly OnnxDimension[]): OnnxValue {
    this.inputs.push({ name: this.declare(name), type: typeOf(type, dims) });
    return name;
  }

  /** Stores a constant tensor, row-major; the type follows from the array. */
  initializer(name: string, dims: readonly number[], data: InitializerData): OnnxValue {
    const size = dims.reduce((product, dim) => product * dim, 1);
    if (size !== data.length) {
      throw graphError(
        `Initializer \`${name}\``,
        `${size} values for [${dims.join(', ')}]`,
        `${data.length}`,
      );
    }
    this.initializers.push({
      name: this.declare(name),
      dataType: DATA_TYPES[dtypeOf(data)],
      dims: dims.map(BigInt),
      rawData: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
    });
    return name;
  }

  /** Adds a node with one output and returns that output's name. */
  node(operator: string, inputs: readonly OnnxValue[], attributes: OnnxAttributes = {}): OnnxValue {
    return this.nodeWithOutputs(operator, inputs, { attributes, outputs: [true] })[0]!;
  }

  /**
   * Adds a node with several outputs and returns their names, `ABSENT` for those not wanted:
   * `const [, lastState] = graph.nodeWithOutputs('LSTM', inputs, { attributes, outputs: [false, true] })`.
   */
  nodeWithOutputs(
    operator: string,
    inputs: readonly OnnxValue[],
    options: { readonly outputs: readonly boolean[]; readonly attributes?: OnnxAttributes },
  ): OnnxValue[] {
    const unknown = inputs.filter((input) => input !== ABSENT && !this.values.has(input));
    if (unknown.length > 0) {
      throw graphError(`Inputs of a ${operator} node`, 'values declared before', unknown.join(', '));
    }
    const name = `${operator}_${this.nodes.length}`;
    const output = options.outputs.map((wanted, i) => {
      if (!wanted) return ABSENT;
      return this.declare(i === 0 ? `${name}_out` : `${name}_out${i}`);
    });
    const attribute = Object.entries(options.attributes ?? {}).map(([key, value]) => attributeOf(key, value));
    this.nodes.push({ name, opType: operator, input: [...inputs], output, attribute });
    return output;
  }

  /** Declares an output of the network: `value` under the name that callers see. */
  output(
    name: string,
    value: OnnxValue,
    shape: { readonly dims: readonly OnnxDimension[]; readonly type?: OnnxDtype },
  ): void {
    if (!this.values.has(value)) throw graphError(`Output \`${name}\``, 'a value declared before', value);
    this.nodes.push({
      name: `output_${name}`,
      opType: 'Identity',
      input: [value],
      output: [this.declare(name)],
    });
    this.outputs.push({ name, type: typeOf(shape.type ?? 'float32', shape.dims) });
  }

  /** The ONNX file. The same calls always give the same bytes. */
  toBytes(): Uint8Array {
    return toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        irVersion: ONNX_IR_VERSION,
        opsetImport: [{ domain: '', version: ONNX_OPSET }],
        producerName: PRODUCER,
        metadataProps: Object.entries(this.metadata).map(([key, value]) => ({ key, value })),
        graph: {
          name: this.name,
          node: this.nodes,
          initializer: this.initializers,
          input: this.inputs,
          output: this.outputs,
        },
      }),
    );
  }

  private declare(name: string): OnnxValue {
    if (name === ABSENT || this.values.has(name)) {
      throw graphError('A value', 'a name not used before', `\`${name}\``);
    }
    this.values.add(name);
    return name;
  }
}

function graphError(what: string, expected: string, found: string): SejeError {
  return new SejeError('MODEL_INVALID', { message: `${what} cannot be added to the graph`, expected, found });
}

function dtypeOf(data: InitializerData): OnnxDtype {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  return data instanceof BigInt64Array ? 'int64' : 'uint8';
}

function typeOf(
  type: OnnxDtype,
  dims: readonly OnnxDimension[],
): NonNullable<MessageInitShape<typeof ValueInfoProtoSchema>['type']> {
  const dim = dims.map((size) =>
    typeof size === 'string'
      ? { value: { case: 'dimParam' as const, value: size } }
      : { value: { case: 'dimValue' as const, value: BigInt(size) } },
  );
  return { value: { case: 'tensorType', value: { elemType: DATA_TYPES[type], shape: { dim } } } };
}

function attributeOf(name: string, value: OnnxAttribute): MessageInitShape<typeof AttributeProtoSchema> {
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: integer(name, value) };
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: utf8(value) };
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float };
  if ('floats' in value) return { name, type: AttributeType.FLOATS, floats: [...value.floats] };
  const strings = value.filter((item) => typeof item === 'string');
  if (strings.length > 0) return { name, type: AttributeType.STRINGS, strings: strings.map(utf8) };
  return { name, type: AttributeType.INTS, ints: value.map((item) => integer(name, Number(item))) };
}

function integer(name: string, value: number): bigint {
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw graphError(`Attribute \`${name}\``, 'a whole number, or `{ float: … }`', `${value}`);
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
