import { createOnnxSession } from '@seje/artifacts';
import { expect, describe, it } from 'vitest';
import type { KerasLayer, KerasModel } from './keras-layers-model.js';
import { kerasToOnnx } from './keras-to-onnx.js';

const CONVERSION = { name: 'tiny', outputLayer: 'pool', featureDimension: 1, metadata: {} };
const layer = (className: string, name: string, [inputs, config]: [string[], object]): KerasLayer => ({
  name,
  className,
  inputs,
  config: { data_format: 'channels_last', ...config },
});
const convolution = {
  kernel_size: [1, 1],
  strides: [1, 1],
  padding: 'valid',
  dilation_rate: [1, 1],
  activation: 'linear',
  use_bias: true,
};
const normalisation = { epsilon: 0, axis: [3], center: true, scale: true };

/** x [2, 2, 2 channels] -> 1x1 convolution -> batch norm -> relu -> + itself -> mean. */
const layers = [
  layer('InputLayer', 'in', [[], { batch_input_shape: [null, 2, 2, 2] }]),
  layer('Conv2D', 'conv', [['in'], convolution]),
  layer('BatchNormalization', 'norm', [['conv'], normalisation]),
  layer('Activation', 'relu', [['norm'], { activation: 'relu' }]),
  layer('Add', 'add', [['relu', 'relu'], {}]),
  layer('GlobalAveragePooling2D', 'pool', [['add'], {}]),
  layer('Dense', 'after the output', [['pool'], {}]),
];
const one = (value: number): { shape: number[]; data: Float32Array } => ({
  shape: [1],
  data: Float32Array.of(value),
});
const weights = new Map([
  ['conv/kernel', { shape: [1, 1, 2, 1], data: Float32Array.of(1, 10) }],
  ['conv/bias', one(1)],
  ['norm/gamma', one(2)],
  ['norm/beta', one(0)],
  ['norm/moving_mean', one(1)],
  ['norm/moving_variance', one(4)],
]);
const changed = (name: string, change: Partial<KerasLayer>): KerasModel => ({
  layers: layers.map((original) => (original.name === name ? { ...original, ...change } : original)),
  weights,
});

describe('kerasToOnnx', () => {
  it('computes what the layers say, up to the layer asked for', async () => {
    const session = await createOnnxSession(kerasToOnnx({ layers, weights }, CONVERSION), {
      provider: 'cpu',
    });
    // Channels first; x0 + 10 x1 = 1, -3, 0, 21, halved by nothing else: gamma / sqrt(variance) = 1.
    const data = Float32Array.of(1, 7, 0, 1, 0, -1, 0, 2);
    const { feature } = await session.run({ image: { dims: [1, 2, 2, 2], data } });
    expect(feature).toEqual({ dims: [1, 1], data: Float32Array.of((2 * (1 + 0 + 0 + 21)) / 4) });
    await session.release();
  });

  it.for([
    ['a layer it does not know', changed('add', { className: 'Multiply' })],
    ['another activation', changed('relu', { config: { activation: 'elu' } })],
    ['a dilated convolution', changed('conv', { config: { ...convolution, dilation_rate: [2, 2] } })],
    [
      '`same` padding at stride 2',
      changed('conv', {
        config: { ...convolution, padding: 'same', strides: [2, 2], data_format: 'channels_last' },
      }),
    ],
    [
      'a convolution without batch norm',
      changed('norm', { className: 'Activation', config: { activation: 'relu' } }),
    ],
  ] as const)('refuses %s', ([, model]) => {
    expect(() => kerasToOnnx(model, CONVERSION)).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }));
  });
});
