import { createOnnxSession } from '@seje/artifacts';
import { Random } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { OnnxGraph } from '../onnx-graph.js';
import { quantizedNetwork } from './quantized-network.js';
import { asFloat16, asInt8 } from './smaller-weights.js';

const random = Random.fromSeed(4);
const normal = (size: number): Float32Array => Float32Array.from({ length: size }, () => random.normal());

/** Weights that keep a layer's outputs of order 1. */
const weights = (size: number): Float32Array => normal(size).map((x) => x / 4);

/** Conv, Gemm in both orders, MatMul and LSTM, each with at least 256 weights. */
function everyOperator(): Uint8Array {
  const graph = new OnnxGraph('every operator');
  const image = graph.input('image', 'float32', ['B', 3, 8, 8]);
  const kernel = graph.initializer('kernel', [16, 3, 3, 3], weights(16 * 27));
  const maps = graph.node('Conv', [image, kernel], { kernel_shape: [3, 3], strides: [2, 2] }); // [B, 16, 3, 3]
  const pooled = graph.node('Flatten', [graph.node('GlobalAveragePool', [maps])], { axis: 1 }); // [B, 16]
  const bias = graph.initializer('bias', [24], weights(24));
  const straight = graph.node('Gemm', [pooled, graph.initializer('w1', [16, 24], weights(384)), bias]);
  const w2 = graph.initializer('w2', [16, 24], weights(384));
  const turned = graph.node('Gemm', [straight, w2], { transB: 1 }); // [B, 16]
  const product = graph.node('MatMul', [turned, graph.initializer('w3', [16, 16], weights(256))]);
  const steps = graph.node('Unsqueeze', [product, graph.initializer('axis', [1], BigInt64Array.of(0n))]); // [1, B, 16]
  const gates = (name: string): string => graph.initializer(name, [1, 64, 16], weights(1024));
  const [, last] = graph.nodeWithOutputs('LSTM', [steps, gates('w'), gates('r')], {
    attributes: { hidden_size: 16 },
    outputs: [false, true],
  });
  graph.output('state', last!, { dims: [1, 'B', 16] });
  return graph.toBytes();
}

async function stateOf(network: Uint8Array, image: Float32Array): Promise<Float32Array> {
  const session = await createOnnxSession(network, { provider: 'cpu' });
  const { state } = await session.run({ image: { dims: [image.length / 192, 3, 8, 8], data: image } });
  await session.release();
  return state!.data as Float32Array;
}

describe('quantizedNetwork', () => {
  it.each([
    ['float16', 0.65, 2e-3],
    ['int8', 0.5, 3e-2],
  ] as const)(
    'computes nearly the same with %s weights, in a smaller file',
    async (precision, size, most) => {
      const network = everyOperator();
      const smaller = quantizedNetwork(Buffer.from(network), precision);
      expect(smaller.length).toBeLessThan(size * network.length);
      const image = normal(4 * 192);
      const [before, after] = [await stateOf(network, image), await stateOf(smaller, image)];
      const worst = Math.max(...before.map((x, i) => Math.abs(x - after[i]!)));
      expect(worst).toBeGreaterThan(0);
      expect(worst).toBeLessThan(most);
      // an embedding does not depend on what else is in the batch
      const alone = await stateOf(smaller, image.slice(0, 192));
      expect(Math.max(...alone.map((x, i) => Math.abs(x - after[i]!)))).toBeLessThan(1e-6);
      expect(quantizedNetwork(network, precision)).toEqual(smaller);
    },
  );

  it('refuses what is no network', () => {
    const refused = expect.objectContaining({ code: 'MODEL_INVALID' });
    expect(() => quantizedNetwork(Buffer.from('no network'), 'int8')).toThrow(refused);
  });
});

describe('weights of few bits', () => {
  it('rounds to float16, and refuses what is beyond it', () => {
    expect([...asFloat16({ name: 'w', dims: [2], data: Float32Array.of(0.5, 1 / 3) })]).toEqual([
      0.5,
      Math.f16round(1 / 3),
    ]);
    const large = { name: 'w', dims: [2], data: Float32Array.of(1, 1e5) };
    expect(() => asFloat16(large)).toThrow(/w cannot be stored as float16.*65504.*100000 at 1/);
  });

  it.each([
    [
      'leading',
      { leading: 1 },
      [2, 1],
      [
        [127, 64, -32],
        [0, 1, -127],
      ],
    ],
    [
      'last',
      'last',
      [1, 3],
      [
        [127, 127, -64],
        [0, 1, -127],
      ],
    ],
  ] as const)('gives each channel its own scale, channels %s', (_, channels, scaleDims, levels) => {
    const data = Float32Array.of(127, 64, -32, 0, 0.5, -63.5);
    const quantised = asInt8({ name: 'w', dims: [2, 3], data }, channels);
    expect(quantised.scaleDims).toEqual(scaleDims);
    expect([...quantised.levels]).toEqual(levels.flat());
  });

  it('keeps channels of zeros, is off by half a level at most, and refuses NaN', () => {
    expect([...asInt8({ name: 'w', dims: [1, 2], data: new Float32Array(2) }, 'last').levels]).toEqual([
      0, 0,
    ]);
    const data = normal(300);
    const { levels, scales } = asInt8({ name: 'w', dims: [3, 100], data }, { leading: 1 });
    for (const [i, x] of data.entries()) {
      const scale = scales[Math.floor(i / 100)]!;
      expect(Math.abs(x - levels[i]! * scale)).toBeLessThanOrEqual(0.5001 * scale);
    }
    expect(() => asInt8({ name: 'w', dims: [1], data: Float32Array.of(NaN) }, 'last')).toThrow(/NaN at 0/);
  });
});
