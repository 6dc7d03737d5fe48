import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataType as DataType } from 'onnx-buf';
import type { NamedWeights } from '../networks/named-weights.js';

const FLOAT: number = DataType.FLOAT;

/** The float32 constants of a network that this project wrote, by name. */
export function floatInitializers(onnx: Uint8Array): NamedWeights {
  const { graph } = fromBinary(ModelProtoSchema, onnx);
  return Object.fromEntries(
    graph!.initializer
      .filter(({ dataType }) => dataType === FLOAT)
      .map(({ name, dims, rawData }) => [
        name,
        // a copy: the bytes need not lie at a multiple of four
        { shape: dims.map(Number), data: new Float32Array(Uint8Array.from(rawData).buffer) },
      ]),
  );
}
