import { createOnnxSession } from '@seje/artifacts';
import { readFile } from 'node:fs/promises';
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { ABSENT, ONNX_IR_VERSION, ONNX_OPSET, OnnxGraph } from './onnx-graph.js';

describe('OnnxGraph', () => {
  it('writes a dense layer that the runtime computes as written down', async () => {
    const graph = new OnnxGraph('dense', { source: 'a test' });
    const x = graph.input('x', 'float32', ['B', 2]);
    const w = graph.initializer('w', [3, 2], Float32Array.of(1, 0, 0, 1, -1, -1));
    const b = graph.initializer('b', [3], Float32Array.of(0.5, 0, 0));
    const dense = graph.node('Gemm', [x, w, b], { transB: 1 });
    graph.output('y', graph.node('LeakyRelu', [dense], { alpha: { float: 0.5 } }), { dims: ['B', 3] });
    const bytes = graph.toBytes();

    const session = await createOnnxSession(bytes, { provider: 'cpu' });
    const { y } = await session.run({ x: { dims: [2, 2], data: Float32Array.of(1, 2, 3, 4) } });
    expect(y).toEqual({ dims: [2, 3], data: Float32Array.of(1.5, 2, -1.5, 3.5, 4, -3.5) });
    expect(bytes).toEqual(graph.toBytes());
    expect(fromBinary(ModelProtoSchema, bytes)).toMatchObject({
      irVersion: ONNX_IR_VERSION,
      opsetImport: [{ domain: '', version: ONNX_OPSET }],
      producerName: 'seje',
      metadataProps: [{ key: 'source', value: 'a test' }],
    });
  });

  it('writes the opset that docs/interchange.md states, of standard operators alone', async () => {
    expect([ONNX_OPSET, ONNX_IR_VERSION]).toEqual([17n, 8n]);
    const docs = await readFile(new URL('../../../docs/interchange.md', import.meta.url), 'utf8');
    expect(docs).toContain(`opset ${ONNX_OPSET}`);
    expect(docs).toContain(`IR version ${ONNX_IR_VERSION}`);
  });

  it('takes integer tensors, absent inputs, and the outputs that are wanted', async () => {
    const graph = new OnnxGraph('lstm');
    const x = graph.input('x', 'float32', ['S', 'B', 1]);
    const lengths = graph.input('lengths', 'int32', ['B']);
    const w = graph.initializer('w', [1, 4, 1], Float32Array.of(1, 1, 1, 1));
    const r = graph.initializer('r', [1, 4, 1], Float32Array.of(0, 0, 0, 0));
    const [, last] = graph.nodeWithOutputs('LSTM', [x, w, r, ABSENT, lengths], {
      attributes: { hidden_size: 1, direction: 'forward' },
      outputs: [false, true],
    });
    const shape = graph.initializer('shape', [2], BigInt64Array.of(-1n, 1n));
    graph.output('h', graph.node('Reshape', [last!, shape]), { dims: ['B', 1] });

    const session = await createOnnxSession(graph.toBytes(), { provider: 'cpu' });
    const run = async (second: number): Promise<Float32Array> =>
      (
        await session.run({
          x: { dims: [2, 1, 1], data: Float32Array.of(1, second) },
          lengths: { dims: [1], data: Int32Array.of(1) },
        })
      )['h']!.data as Float32Array;
    const sigmoid = 1 / (1 + Math.exp(-1));
    expect((await run(0))[0]).toBeCloseTo(sigmoid * Math.tanh(sigmoid * Math.tanh(1)), 5);
    expect(await run(9)).toEqual(await run(0));
  });

  it('writes 100 MB of weights', async () => {
    const graph = new OnnxGraph('large');
    const data = new Float32Array(25_000_000);
    data[24_999_999] = 7;
    const x = graph.input('x', 'int64', ['N']);
    graph.output('y', graph.node('Gather', [graph.initializer('w', [data.length], data), x]), {
      dims: ['N'],
    });
    const bytes = graph.toBytes();
    expect(bytes.length).toBeGreaterThan(100_000_000);
    const session = await createOnnxSession(bytes, { provider: 'cpu' });
    const { y } = await session.run({ x: { dims: [1], data: BigInt64Array.of(24_999_999n) } });
    expect(y!.data).toEqual(Float32Array.of(7));
    await session.release();
  });

  it('refuses values that are unknown, named twice, or of another size, and silent rounding', () => {
    const graph = new OnnxGraph('wrong');
    const x = graph.input('x', 'float32', ['B', 2]);
    const refused = expect.objectContaining({ code: 'MODEL_INVALID' });
    expect(() => graph.node('Relu', ['nowhere'])).toThrow(refused);
    expect(() => graph.input('x', 'float32', ['B', 2])).toThrow(refused);
    expect(() => graph.initializer('w', [3], Float32Array.of(1, 2))).toThrow(refused);
    expect(() => graph.node('LeakyRelu', [x], { alpha: 0.5 })).toThrow(/alpha/);
    expect(() => graph.output('y', 'nowhere', { dims: ['B'] })).toThrow(refused);
  });
});
