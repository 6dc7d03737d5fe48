import { createOnnxSession } from '@seje/artifacts';
import { Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NamedWeight, NamedWeights } from '../networks/named-weights.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import {
  RESNET_ARCHITECTURES,
  type ResNetArchitecture,
  type ResNetConvolution,
  type ResNetVariant,
  resNetLayers,
} from './resnet-architecture.js';
import { resNetOnnx } from './resnet-onnx.js';
import { resNetShapes } from './resnet-weights.js';
import { KERAS, SMALL, TORCHVISION, randomWeights, sizeOf } from './small-resnet.fixture.js';

const SIDE = 48;
const PHOTOS = 2;

let tf: Tf;
beforeAll(async () => {
  ({ tf } = await openTensorEngine('wasm'));
});

function randomImages(side = SIDE): Float32Array {
  const random = Random.fromSeed(12);
  return Float32Array.from({ length: PHOTOS * 3 * side * side }, () => random.normal());
}

async function onnxFeatures(bytes: Uint8Array, images: Float32Array, side = SIDE): Promise<Float32Array> {
  const session = await createOnnxSession(bytes, { provider: 'cpu' });
  const { feature } = await session.run({ image: { dims: [PHOTOS, 3, side, side], data: images } });
  await session.release();
  return feature!.data as Float32Array;
}

/** The slow oracle: TensorFlow.js, convolution and batch norm apart, explicit padding. [B, F] */
function tensorFlowFeatures(
  weights: NamedWeights,
  architecture: ResNetArchitecture,
  variant: ResNetVariant,
): Float32Array {
  type Maps = tensorflow.Tensor4D;
  const tensorOf = ({ data, shape }: NamedWeight): tensorflow.Tensor => tf.tensor(data, [...shape]);
  const padded = (x: Maps, pad: number, value = 0): Maps =>
    tf.pad(x, [[0, 0], [pad, pad], [pad, pad], [0, 0]], value); // prettier-ignore
  const layer = (x: Maps, { name, norm, kernel, stride }: ResNetConvolution): Maps => {
    const filter = tf.transpose(tensorOf(weights[`${name}.weight`]!), [2, 3, 1, 0]) as Maps;
    let out: Maps = tf.conv2d(padded(x, (kernel - 1) / 2), filter, stride, 'valid');
    const bias = weights[`${name}.bias`];
    if (bias !== undefined) out = tf.add(out, tensorOf(bias));
    const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
      tensorOf(weights[`${norm}.${part}`]!),
    );
    const deviation = tf.sqrt(tf.add(variance!, variant.normEpsilon));
    return tf.add(tf.mul(tf.div(tf.sub(out, mean!), deviation), gamma!), beta!);
  };
  return tf.tidy(() => {
    const { stem, blocks } = resNetLayers(architecture, variant);
    const images = tf.tensor4d(randomImages(), [PHOTOS, 3, SIDE, SIDE]);
    let x = tf.relu(layer(tf.transpose(images, [0, 2, 3, 1]), stem));
    x = tf.maxPool(padded(x, 1, -1e30), 3, 2, 'valid');
    for (const { convolutions, shortcut } of blocks) {
      const [first, second, third] = convolutions;
      const wide = layer(tf.relu(layer(tf.relu(layer(x, first)), second)), third);
      x = tf.relu(tf.add(wide, shortcut === undefined ? x : layer(x, shortcut)));
    }
    return tf.mean(x, [1, 2]).dataSync() as Float32Array;
  });
}

function largestRelative(found: Float32Array, expected: Float32Array): number {
  expect(found.length).toBe(expected.length);
  const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return found.reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i]!)), 0) / largest;
}

describe('resNetOnnx', () => {
  it.for([
    ['torchvision and timm', TORCHVISION],
    ['Keras', KERAS],
  ] as const)('computes what TensorFlow.js does layer by layer, as in %s', async ([, variant]) => {
    const weights = randomWeights(SMALL, variant);
    const bytes = resNetOnnx(weights, SMALL, { ...variant, name: 'small', crop: SIDE });
    const expected = tensorFlowFeatures(weights, SMALL, variant);
    expect(expected.length).toBe(PHOTOS * SMALL.outerWidth * 4);
    expect(largestRelative(await onnxFeatures(bytes, randomImages()), expected)).toBeLessThan(1e-5);
  });

  it('puts the stride where it is told to', async () => {
    const weights = randomWeights(SMALL, TORCHVISION);
    const features = (strideOn: '1x1' | '3x3'): Promise<Float32Array> =>
      onnxFeatures(
        resNetOnnx(weights, SMALL, { ...TORCHVISION, strideOn, name: 'small', crop: SIDE }),
        randomImages(),
      );
    expect(largestRelative(await features('1x1'), await features('3x3'))).toBeGreaterThan(1e-2);
  });

  it('takes names behind a prefix, and passes over classifier and counters', () => {
    const weights = randomWeights(SMALL, TORCHVISION);
    const options = { ...TORCHVISION, name: 'small', crop: SIDE };
    const one = { shape: [1], data: Float32Array.of(3) };
    const wrapped = { ...weights, 'fc.weight': one, 'fc.bias': one, 'bn1.num_batches_tracked': one };
    const prefixed = Object.fromEntries(
      Object.entries(wrapped).map(([name, weight]) => [`module.${name}`, weight]),
    );
    const expected = resNetOnnx(weights, SMALL, options);
    expect(resNetOnnx(wrapped, SMALL, options)).toEqual(expected);
    expect(resNetOnnx(prefixed, SMALL, options)).toEqual(expected);
  });

  it('names what is missing, too much or of another network', () => {
    const weights = randomWeights(SMALL, TORCHVISION);
    const build = (arrays: NamedWeights, variant = TORCHVISION): Uint8Array =>
      resNetOnnx(arrays, SMALL, { ...variant, name: 'small', crop: SIDE });
    const { 'layer2.0.bn2.bias': _, ...without } = weights;
    expect(() => build(without)).toThrow(/layer2\.0\.bn2\.bias missing/);
    expect(() => build({ ...weights, 'se.weight': weights['bn1.bias']! })).toThrow(/se\.weight not there/);
    expect(() => build(weights, KERAS)).toThrow(/conv1\.bias missing/);
    expect(() => build({ 'patch_embed.weight': weights['bn1.bias']! })).toThrow(/torchvision and timm/);
  });

  it.for([
    // torchvision's published numbers of parameters, less the 2,049,000 of the classifier
    ['resnet50', 25_557_032],
    ['wide_resnet50_2', 68_883_240],
  ] as const)('has as many parameters as torchvision’s %s', ([name, published]) => {
    const shapes = resNetShapes(resNetLayers(RESNET_ARCHITECTURES[name], TORCHVISION), TORCHVISION);
    const learned = Object.entries(shapes).filter(([weight]) => !weight.includes('running'));
    expect(learned.reduce((sum, [, shape]) => sum + sizeOf(shape), 0)).toBe(published - 2_049_000);
    expect(Object.keys(shapes)).toContain('layer4.2.bn3.running_var');
    expect(Object.keys(shapes).filter((weight) => weight.includes('downsample')).length).toBe(4 * 5);
  });
});
