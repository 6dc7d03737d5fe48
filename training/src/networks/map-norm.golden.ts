import { Random } from '@seje/core';
import type { Tensor } from '@tensorflow/tfjs';
import { type TestContext, beforeAll, describe, expect, it } from 'vitest';
import { openForTest } from '../tensor-engine/open-for-test.js';
import type { TensorEngine, Tf } from '../tensor-engine/tensor-engine.js';
import type { Mode } from './layers.js';
import { composedMapNorm } from './composed-map-norm.js';
import { type MapNorm, type Maps, mapNorm } from './map-norm.js';

/** [B, height, width, C] */
const SHAPE: [number, number, number, number] = [3, 5, 4, 6];
const CHANNELS = SHAPE[3];
const EPSILON = 1e-3;

function drawn(length: number, seed: number, [low, high]: readonly [number, number]): Float32Array {
  const random = Random.fromSeed(seed);
  return Float32Array.from({ length }, () => random.between(low, high));
}

const X = drawn(360, 1, [-2, 5]);

interface Run {
  readonly y: Tensor;
  readonly gradients: Tensor[];
  readonly statistics: Tensor[];
}

/** Value, gradients of x, gamma and beta of a weighted sum of the outcome, and the batch's statistics. */
function runOf(tf: Tf, norm: typeof mapNorm, mode: Mode): Run {
  const channels = (seed: number, range: readonly [number, number]): Tensor =>
    tf.tensor1d(drawn(CHANNELS, seed, range));
  const weigh = tf.tensor4d(drawn(X.length, 2, [-1, 1]), SHAPE);
  const given = [tf.tensor4d(X, SHAPE), channels(3, [0.5, 2]), channels(4, [-1, 1])];
  const statistics: Tensor[] = [];
  let y: Tensor | undefined;
  const gradients = tf.grads((x, gamma, beta) => {
    const settings: MapNorm = {
      mode,
      gamma,
      beta,
      mean: channels(5, [-1, 3]),
      variance: channels(6, [0.5, 4]),
      epsilon: EPSILON,
      onStatistics: (...both) => statistics.push(...both.map((one) => tf.keep(one.clone()))),
    };
    y = norm(tf, x as Maps, settings);
    return tf.sum(tf.mul(tf.keep(y), weigh));
  })(given);
  return { y: y!, gradients, statistics };
}

export function mapNormGolden(name: TensorEngine['name']): void {
  describe(`mapNorm on ${name}`, () => {
    let opened: TensorEngine | string;
    beforeAll(async () => {
      opened = await openForTest(name);
    });

    it.for<Mode>(['train', 'infer'])('is what composed ops give, gradient included, to %s', (mode, ctx) => {
      const { tf } = engineOr(ctx);
      const fast = runOf(tf, mapNorm, mode);
      const slow = runOf(tf, composedMapNorm, mode);
      const largest = (a: Tensor, b: Tensor): number =>
        tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!);
      expect(largest(fast.y, slow.y)).toBeLessThan(1e-5);
      for (const [i, gradient] of fast.gradients.entries()) {
        expect(gradient.shape).toEqual(slow.gradients[i]!.shape);
        expect(largest(gradient, slow.gradients[i]!)).toBeLessThan(2e-5);
      }
      expect(fast.statistics.length).toBe(mode === 'train' ? 2 : 0);
      for (const [i, one] of fast.statistics.entries())
        expect(largest(one, slow.statistics[i]!)).toBeLessThan(1e-5);
    });

    it('reports the mean and the unbiased variance of each channel', (ctx) => {
      const { tf } = engineOr(ctx);
      const { statistics } = runOf(tf, mapNorm, 'train');
      const [means, variances] = statistics.map((one) => one.dataSync());
      for (let c = 0; c < CHANNELS; c++) {
        const values = [...X].filter((_, at) => at % CHANNELS === c);
        const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
        const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
        expect(means![c]).toBeCloseTo(mean, 5);
        expect(variances![c]).toBeCloseTo(squares / (values.length - 1), 4);
      }
    });

    it('leaves no tensor behind', (ctx) => {
      const { tf } = engineOr(ctx);
      const step = (): void =>
        tf.tidy(() => {
          const { y, statistics } = runOf(tf, mapNorm, 'train');
          tf.dispose([y, ...statistics]);
        });
      step();
      const before = tf.memory().numTensors;
      for (let i = 0; i < 5; i++) step();
      expect(tf.memory().numTensors).toBe(before);
    });

    function engineOr(ctx: TestContext): TensorEngine {
      if (typeof opened === 'string') ctx.skip(opened);
      return opened;
    }
  });
}
