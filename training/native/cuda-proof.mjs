// One convolution on CUDA, which needs the GPU, its driver, cuBLAS and cuDNN; for install-cuda.mjs.
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataType as DataType } from 'onnx-buf';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const image = (name) => ({
  name,
  type: {
    value: {
      case: 'tensorType',
      value: {
        elemType: DataType.FLOAT,
        shape: { dim: [1, 1, 2, 2].map((size) => ({ value: { case: 'dimValue', value: BigInt(size) } })) },
      },
    },
  },
});

/** y = 3 x, as a convolution with a kernel of 1 x 1. */
const model = create(ModelProtoSchema, {
  irVersion: 8n,
  opsetImport: [{ domain: '', version: 17n }],
  graph: {
    name: 'proof',
    node: [{ opType: 'Conv', input: ['x', 'kernel'], output: ['y'] }],
    initializer: [{ name: 'kernel', dataType: DataType.FLOAT, dims: [1n, 1n, 1n, 1n], floatData: [3] }],
    input: [image('x')],
    output: [image('y')],
  },
});

const session = await InferenceSession.create(toBinary(ModelProtoSchema, model), {
  executionProviders: ['cuda'],
});
const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, 2, 3, 4), [1, 1, 2, 2]) });
if (y.data.join() !== '3,6,9,12') throw new Error(`a convolution on CUDA gave ${y.data.join()}`);
process.stdout.write('a convolution on the GPU gave what it should');
await session.release();
