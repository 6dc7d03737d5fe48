import { Random } from '@seje/core';
import { type TestContext, beforeAll, describe, expect, it } from 'vitest';
import { SMALL, TORCHVISION, randomWeights } from '../backbones/small-resnet.fixture.js';
import { namedGradients } from '../named-gradients.js';
import type { Mode } from '../networks/layers.js';
import { ResidualTrunk } from '../networks/residual-trunk.js';
import { openForTest } from '../tensor-engine/open-for-test.js';
import type { TensorEngine, Tf } from '../tensor-engine/tensor-engine.js';
import { type Photos, microBatches } from './micro-batches.js';
import { passBack, passForward } from './trunk-passes.js';

const PHOTOS = 5;
const SIDE = 32;
const random = Random.fromSeed(4);
const photos: Photos = {
  pixels: Float32Array.from({ length: PHOTOS * SIDE * SIDE * 3 }, () => random.normal()),
  side: SIDE,
};

let opened: TensorEngine | string;
beforeAll(async () => {
  opened = await openForTest('native');
});
function engineOr(ctx: TestContext): Tf {
  if (typeof opened === 'string') ctx.skip(opened);
  return opened.tf;
}

const trunkOf = (tf: Tf, fromStage: number): ResidualTrunk =>
  new ResidualTrunk(tf, randomWeights(SMALL, TORCHVISION), {
    network: { ...TORCHVISION, architecture: SMALL },
    fromStage,
  });

/** What a loss might ask for, [B, F]. */
const upstreamOf = (tf: Tf, width: number) => {
  const numbers = Random.fromSeed(5);
  return tf.tensor2d(
    Float32Array.from({ length: PHOTOS * width }, () => numbers.normal()),
    [PHOTOS, width],
  );
};

interface Passed {
  readonly features: readonly number[];
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  /** A moving mean of the last stage. */
  readonly statistics: readonly number[];
}

const LAST_NORM = 'layer3.1.bn3.running_mean';
const numbers = (tensor: { dataSync(): ArrayLike<number> }): number[] => Array.from(tensor.dataSync());

interface Way {
  readonly microBatch: number;
  readonly mode: Mode;
  readonly checkpoints?: boolean;
}

function inMicroBatches(tf: Tf, fromStage: number, of: Way): Passed {
  const trunk = trunkOf(tf, fromStage);
  return tf.tidy(() => {
    const settings = { tf, trunk, ...of };
    const pass = passForward(settings, photos);
    const found = passBack(settings, pass, upstreamOf(tf, trunk.featureDimension));
    const gradients = Object.fromEntries(Object.entries(found).map(([name, g]) => [name, numbers(g)]));
    const statistics = numbers(trunk.weights[LAST_NORM]!);
    const features = numbers(pass.features);
    trunk.dispose();
    return { features, gradients, statistics };
  });
}

/** All in one op after the other, gradients through the whole. */
function atOnce(tf: Tf, fromStage: number, of: Way): Passed {
  const trunk = trunkOf(tf, fromStage);
  return tf.tidy(() => {
    let features: number[] = [];
    const { gradients } = namedGradients(tf, trunk.trainable(), () => {
      const some = [...microBatches(tf, photos, of.microBatch)].map((pixels) =>
        trunk.features(pixels, of.mode),
      );
      const all = tf.concat2d(some, 0);
      features = numbers(all);
      return tf.sum(tf.mul(all, upstreamOf(tf, trunk.featureDimension)));
    });
    const statistics = numbers(trunk.weights[LAST_NORM]!);
    const named = Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, numbers(g)]));
    trunk.dispose();
    return { features, gradients: named, statistics };
  });
}

function expectClose(found: readonly number[], expected: readonly number[], what: string): void {
  const largest = Math.max(...expected.map(Math.abs), 1e-6);
  const difference = Math.max(...found.map((x, i) => Math.abs(x - expected[i]!)));
  expect(found.length, what).toBe(expected.length);
  expect(difference / largest, what).toBeLessThan(1e-4);
}

describe('a trunk in micro-batches', () => {
  it.for([
    { fromStage: 0, microBatch: 2 },
    { fromStage: 2, microBatch: 2 },
    { fromStage: 3, microBatch: 1 },
    { fromStage: 3, microBatch: 9 },
    { fromStage: 0, microBatch: 2, checkpoints: true },
  ])('has the gradients of the whole batch at once: %o', ({ fromStage, ...way }, ctx) => {
    const tf = engineOr(ctx);
    const found = inMicroBatches(tf, fromStage, { ...way, mode: 'infer' });
    const expected = atOnce(tf, fromStage, { microBatch: PHOTOS, mode: 'infer' });
    expectClose(found.features, expected.features, 'features');
    expect(Object.keys(found.gradients).toSorted()).toEqual(Object.keys(expected.gradients).toSorted());
    for (const [name, gradient] of Object.entries(expected.gradients))
      expectClose(found.gradients[name]!, gradient, name);
    expect(found.statistics).toEqual(expected.statistics);
  });

  it.for([false, true])(
    'normalises each by its own statistics, and moves the kept ones once; checkpoints: %s',
    (checkpoints, ctx) => {
      const tf = engineOr(ctx);
      const settings = { microBatch: 2, mode: 'train' } as const;
      const found = inMicroBatches(tf, 2, { ...settings, checkpoints });
      const expected = atOnce(tf, 2, settings);
      for (const [name, gradient] of Object.entries(expected.gradients))
        expectClose(found.gradients[name]!, gradient, name);
      expectClose(found.statistics, expected.statistics, LAST_NORM);
    },
  );

  it('leaves no tensor behind', (ctx) => {
    const tf = engineOr(ctx);
    const before = tf.memory().numTensors;
    inMicroBatches(tf, 2, { microBatch: 2, mode: 'train' });
    expect(tf.memory().numTensors).toBe(before);
  });
});
