import { Random } from '@seje/core';
import type { Variable } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openForTest } from '../tensor-engine/open-for-test.js';
import type { EngineName, TensorEngine, Tf } from '../tensor-engine/tensor-engine.js';
import { Adam } from './adam.js';
import { ComposedAdam } from './composed-adam.js';

const STEPS = 6;
const SIZE = 40;
const NUMBERS = { beta1: 0.5, beta2: 0.99, epsilon: 1e-3 };
const RATE = 0.01;

/** Numbers of steps that spread over several orders of magnitude. */
function gradientOf(step: number): Float32Array {
  const random = Random.fromSeed(step);
  return Float32Array.from({ length: SIZE }, () => random.normal() * 10 ** random.between(-4, 1));
}

/** Adam as an engine has it, against the composed one. */
export function adamSuite(name: EngineName): void {
  describe(`Adam on ${name}`, () => {
    let engine: TensorEngine | string = '';
    beforeAll(async () => {
      engine = await openForTest(name);
    });
    const given = (ctx: { skip(reason: string): never }): TensorEngine =>
      typeof engine === 'string' ? ctx.skip(engine) : engine;
    const start = (tf: Tf): { w: Variable } => ({ w: tf.variable(tf.tensor1d(gradientOf(0))) });

    it('takes the steps of the composed operations', (ctx) => {
      const { tf } = given(ctx);
      const [ours, composed] = [start(tf), start(tf)];
      const adam = new Adam(tf, ours, NUMBERS);
      const oracle = new ComposedAdam(tf, composed);
      for (let steps = 1; steps <= STEPS; steps++) {
        const gradients = { w: tf.tensor1d(gradientOf(steps)) };
        adam.step(gradients, RATE);
        oracle.apply(gradients, { ...NUMBERS, steps, learningRate: RATE });
      }
      const difference = tf.max(tf.abs(tf.sub(ours.w, composed.w))).dataSync()[0]!;
      expect(difference).toBeLessThan(1e-6);
      const [found, expected] = [adam.state().moments, oracle.moments()];
      expect(Object.keys(found)).toEqual(Object.keys(expected));
      for (const [key, { data }] of Object.entries(expected))
        for (const [i, value] of data.entries())
          expect(found[key]!.data[i]! / value, `${key} ${i}`).toBeCloseTo(1, 5);
    });

    it('goes on from its state bit for bit', (ctx) => {
      const { tf } = given(ctx);
      const whole = start(tf);
      const adam = new Adam(tf, whole, NUMBERS);
      for (let step = 1; step <= STEPS; step++) adam.step({ w: tf.tensor1d(gradientOf(step)) }, RATE);

      const stopped = start(tf);
      const first = new Adam(tf, stopped, NUMBERS);
      for (let step = 1; step <= 3; step++) first.step({ w: tf.tensor1d(gradientOf(step)) }, RATE);
      const state = first.state();
      const resumed = { w: tf.variable(tf.tensor1d((stopped.w.dataSync() as Float32Array).slice())) };
      const second = new Adam(tf, resumed, NUMBERS);
      second.restore(state);
      for (let step = 4; step <= STEPS; step++) second.step({ w: tf.tensor1d(gradientOf(step)) }, RATE);
      expect(resumed.w.dataSync()).toEqual(whole.w.dataSync());
      expect(second.state()).toEqual(adam.state());
    });
  });
}
