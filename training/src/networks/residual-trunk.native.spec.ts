import { createOnnxSession } from '@seje/artifacts';
import { Random } from '@seje/core';
import type { Tensor } from '@tensorflow/tfjs';
import { type TestContext, beforeAll, describe, expect, it } from 'vitest';
import { accumulatedGradients } from '../accumulated-gradients.js';
import { resNetOnnx } from '../backbones/resnet-onnx.js';
import { KERAS, SMALL, TORCHVISION, randomWeights } from '../backbones/small-resnet.fixture.js';
import { namedGradients } from '../named-gradients.js';
import { openForTest } from '../tensor-engine/open-for-test.js';
import type { TensorEngine, Tf } from '../tensor-engine/tensor-engine.js';
import { checkpointedGradients } from './checkpointed-gradients.js';
import type { Maps } from './map-norm.js';
import { ResidualTrunk } from './residual-trunk.js';

const SIDE = 48;
const PHOTOS = 2;
const FEATURES = PHOTOS * SMALL.outerWidth * 4;

let opened: TensorEngine | string;
beforeAll(async () => {
  opened = await openForTest('native');
});
function engineOr(ctx: TestContext): Tf {
  if (typeof opened === 'string') ctx.skip(opened);
  return opened.tf;
}

function trunkOf(tf: Tf, { fromStage }: { fromStage: number }, variant = TORCHVISION): ResidualTrunk {
  const network = { ...variant, architecture: SMALL };
  return new ResidualTrunk(tf, randomWeights(SMALL, variant), { network, fromStage });
}

/** [B, 3, side, side] */
const images = (): Float32Array => {
  const random = Random.fromSeed(12);
  return Float32Array.from({ length: PHOTOS * 3 * SIDE * SIDE }, () => random.normal());
};
const pixelsOf = (tf: Tf): Maps =>
  tf.tidy(() => tf.transpose(tf.tensor4d(images(), [PHOTOS, 3, SIDE, SIDE]), [0, 2, 3, 1]));

function largestRelative(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  const [values, wanted] = [Array.from(found), Array.from(expected)];
  const largest = Math.max(...wanted.map(Math.abs));
  return Math.max(...values.map((x, i) => Math.abs(x - wanted[i]!))) / largest;
}

const squares = (tf: Tf, features: Tensor): ReturnType<typeof tf.scalar> => tf.sum(tf.square(features));

describe('ResidualTrunk', () => {
  it.for([
    ['torchvision and timm', TORCHVISION],
    ['Keras', KERAS],
  ] as const)('infers what its export computes, as in %s, also after a step', async ([, variant], ctx) => {
    const tf = engineOr(ctx);
    const trunk = trunkOf(tf, { fromStage: 2 }, variant);
    const pixels = pixelsOf(tf);
    for (const mode of ['before', 'after'] as const) {
      if (mode === 'after') tf.tidy(() => void trunk.features(pixels, 'train'));
      const bytes = resNetOnnx(trunk.namedWeights(), SMALL, { ...variant, name: 'small', crop: SIDE });
      const session = await createOnnxSession(bytes, { provider: 'cpu' });
      const { feature } = await session.run({ image: { dims: [PHOTOS, 3, SIDE, SIDE], data: images() } });
      await session.release();
      const found = tf.tidy(() => trunk.features(pixels, 'infer').dataSync());
      expect(found.length).toBe(FEATURES);
      expect(largestRelative(found, feature!.data as Float32Array)).toBeLessThan(1e-5);
    }
    trunk.dispose();
    pixels.dispose();
  });

  it('trains the stages that it is told to, and moves statistics of those alone', (ctx) => {
    const tf = engineOr(ctx);
    const trunk = trunkOf(tf, { fromStage: 3 }, KERAS);
    const pixels = pixelsOf(tf);
    const before = trunk.namedWeights();
    const names = Object.keys(trunk.trainable());
    expect(names.every((name) => name.startsWith('layer3.'))).toBe(true);
    expect(names).toContain('layer3.0.downsample.0.weight');
    expect(names.filter((name) => /running|conv\d\.bias|downsample\.0\.bias/.test(name))).toEqual([]);
    tf.tidy(() => {
      const { gradients } = namedGradients(tf, trunk.trainable(), () =>
        squares(tf, trunk.features(pixels, 'train')),
      );
      for (const [name, gradient] of Object.entries(gradients))
        expect(gradient.shape).toEqual(trunk.weights[name]!.shape);
    });
    const after = trunk.namedWeights();
    const moved = Object.keys(after).filter(
      (name) => largestRelative(after[name]!.data, before[name]!.data) > 0,
    );
    expect(moved.length).toBe(2 * (2 * 3 + 1));
    expect(moved.every((name) => /^layer3\..*running_/.test(name))).toBe(true);
    trunk.dispose();
    pixels.dispose();
  });

  it.for(['train', 'infer'] as const)('has the gradient of finite differences, to %s', (mode, ctx) => {
    const tf = engineOr(ctx);
    const trunk = trunkOf(tf, { fromStage: 0 });
    const pixels = pixelsOf(tf);
    const valueOf = (): number => tf.tidy(() => squares(tf, trunk.features(pixels, mode)).dataSync()[0]!);
    const names = ['layer3.1.bn3.weight', 'layer3.1.bn3.bias', 'layer3.1.conv3.weight'];
    const weights = Object.fromEntries(names.map((name) => [name, trunk.weights[name]!]));
    tf.tidy(() => {
      const { gradients } = namedGradients(tf, weights, () => squares(tf, trunk.features(pixels, mode)));
      for (const [name, gradient] of Object.entries(gradients)) {
        // along the gradient the value rises by its squared length
        const length = Math.sqrt(squares(tf, gradient).dataSync()[0]!);
        const step = 1e-2 / length;
        const start = tf.keep(weights[name]!.clone());
        const at = (share: number): number => {
          weights[name]!.assign(tf.add(start, tf.mul(gradient, share * step)));
          return valueOf();
        };
        const slope = (at(1) - at(-1)) / (2 * step);
        weights[name]!.assign(start);
        expect(slope / length ** 2).toBeCloseTo(1, 1);
        start.dispose();
      }
    });
    trunk.dispose();
    pixels.dispose();
  });

  it.for(['train', 'infer'] as const)('has the same gradient with checkpoints, to %s', (mode, ctx) => {
    const tf = engineOr(ctx);
    const pixels = pixelsOf(tf);
    for (const fromStage of [0, 2]) {
      const [plain, checkpointed] = [trunkOf(tf, { fromStage }), trunkOf(tf, { fromStage })];
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const { gradients } = namedGradients(tf, plain.trainable(), () =>
          squares(tf, plain.features(pixels, mode)),
        );
        const found = checkpointedGradients(tf, checkpointed, {
          maps: checkpointed.frozenMaps(pixels),
          mode,
          upstream: (features) => tf.mul(features, 2), // of the sum of squares
        });
        expect(Object.keys(found).toSorted()).toEqual(Object.keys(gradients).toSorted());
        for (const [name, gradient] of Object.entries(found))
          expect(largestRelative(gradient.dataSync(), gradients[name]!.dataSync())).toBeLessThan(2e-3);
      });
      expect(tf.memory().numTensors).toBe(before);
      const moved = checkpointed.namedWeights();
      for (const [name, { data }] of Object.entries(plain.namedWeights()))
        expect(largestRelative(moved[name]!.data, data)).toBeLessThan(1e-5);
      plain.dispose();
      checkpointed.dispose();
    }
    pixels.dispose();
  });

  it('has the gradient of the whole batch in parts, to infer', (ctx) => {
    const tf = engineOr(ctx);
    const pixels = pixelsOf(tf);
    const trunk = trunkOf(tf, { fromStage: 2 });
    const of = (some: Maps): ReturnType<typeof namedGradients> =>
      namedGradients(tf, trunk.trainable(), () => squares(tf, trunk.features(some, 'infer')));
    tf.tidy(() => {
      const whole = of(pixels);
      const parts = accumulatedGradients(tf, tf.split<Maps>(pixels, PHOTOS), of);
      expect(parts.value / whole.value).toBeCloseTo(1, 5);
      for (const [name, gradient] of Object.entries(parts.gradients))
        expect(largestRelative(gradient.dataSync(), whole.gradients[name]!.dataSync())).toBeLessThan(1e-4);
    });
    trunk.dispose();
    pixels.dispose();
  });

  it('leaves no tensor behind, and keeps nothing of frozen stages', (ctx) => {
    const tf = engineOr(ctx);
    const pixels = pixelsOf(tf);
    const before = tf.memory().numTensors;
    const trunk = trunkOf(tf, { fromStage: 3 });
    const held = tf.memory().numTensors;
    const step = (): void =>
      tf.tidy(
        () => void namedGradients(tf, trunk.trainable(), () => squares(tf, trunk.features(pixels, 'train'))),
      );
    for (let i = 0; i < 3; i++) step();
    expect(tf.memory().numTensors).toBe(held);
    trunk.dispose();
    expect(tf.memory().numTensors).toBe(before);
    pixels.dispose();
  });
});
