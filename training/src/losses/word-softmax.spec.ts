import { Random } from '@seje/core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { drawWords } from '../fitting/sentence-encoder/word-sampler.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import { type WordScores, fullSoftmax, sampledSoftmax } from './word-softmax.js';

const PLACES = 4;
const WORDS = 7;
const WIDTH = 3;
const targets = { ids: Int32Array.of(2, 0, 6, 3), real: Float32Array.of(1, 1, 1, 0) };

async function scores(seed: number) {
  const { tf } = await openTensorEngine('wasm');
  const random = Random.fromSeed(seed);
  const tensor = (shape: number[]): Tensor =>
    tf.tensor(
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
      shape,
    );
  return { tf, given: [tensor([PLACES, WIDTH]), tensor([WORDS, WIDTH]), tensor([WORDS])] };
}

const named = (
  expected: Tensor | undefined,
  words: Tensor | undefined,
  bias: Tensor | undefined,
): WordScores => ({
  expected: expected as Tensor2D,
  words: words as Tensor2D,
  bias: bias as Tensor1D,
});

describe('fullSoftmax', () => {
  it('is the sum of -log p of the real places, by hand', async () => {
    const { tf, given } = await scores(1);
    const [expected, words, bias] = given.map((tensor) => [...tensor.dataSync()]);
    let sum = 0;
    for (let n = 0; n < PLACES; n++) {
      const all = Array.from({ length: WORDS }, (_, word) =>
        Array.from({ length: WIDTH }, (_, d) => expected![n * WIDTH + d]! * words![word * WIDTH + d]!).reduce(
          (a, b) => a + b,
          bias![word]!,
        ),
      );
      const total = all.reduce((a, b) => a + Math.exp(b), 0);
      sum -= targets.real[n]! * Math.log(Math.exp(all[targets.ids[n]!]!) / total);
    }
    const [a, b, c] = given;
    expect(fullSoftmax(tf, named(a, b, c), targets).dataSync()[0]).toBeCloseTo(sum, 4);
  });
});

describe('sampledSoftmax', () => {
  it('is the full softmax, gradients too, where every word is drawn once', async () => {
    const { tf, given } = await scores(2);
    const drawn = {
      ids: Int32Array.from({ length: WORDS }, (_, i) => WORDS - 1 - i),
      logExpected: new Float32Array(WORDS),
    };
    const full = tf.valueAndGrads((a, b, c) => fullSoftmax(tf, named(a, b, c), targets))(given);
    const sampled = tf.valueAndGrads((a, b, c) => sampledSoftmax(tf, named(a, b, c), { targets, drawn }))(
      given,
    );
    expect(sampled.value.dataSync()[0]).toBeCloseTo(full.value.dataSync()[0]!, 4);
    for (const [i, gradient] of full.grads.entries()) {
      const apart = tf.max(tf.abs(tf.sub(gradient, sampled.grads[i]!))).dataSync()[0]!;
      expect(apart).toBeLessThan(1e-5);
    }
  });

  it('comes near the full one with many draws of a few words', async () => {
    const { tf, given } = await scores(3);
    const [a, b, c] = given;
    const drawn = drawWords({ vocabulary: WORDS, samples: 4000 }, Random.fromSeed(1));
    const full = fullSoftmax(tf, named(a, b, c), targets).dataSync()[0]!;
    const sampled = sampledSoftmax(tf, named(a, b, c), { targets, drawn }).dataSync()[0]!;
    expect(Math.abs(sampled - full)).toBeLessThan(0.05 * full);
  });
});

describe('drawWords', () => {
  it('draws as often as it says', () => {
    const samples = 200_000;
    const { ids, logExpected } = drawWords({ vocabulary: WORDS, samples }, Random.fromSeed(1));
    for (let word = 0; word < WORDS; word++) {
      const seen = ids.filter((id) => id === word).length;
      expect(seen / Math.exp(logExpected[ids.indexOf(word)]!)).toBeCloseTo(1, 1);
    }
  });
});
