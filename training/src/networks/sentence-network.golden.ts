import { Random, matrixOf } from '@seje/core';
import { TermVectors } from '@seje/preprocessing';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openForTest } from '../tensor-engine/open-for-test.js';
import type { TensorEngine, Tf } from '../tensor-engine/tensor-engine.js';
import { embeddingLookup } from './embedding-lookup.js';
import { type PaddedSentences, SentenceNetwork, initialSentenceWeights } from './sentence-network.js';
import { variablesOf } from './variables.js';

const HIDDEN = 4;
const vectors = new TermVectors(
  ['a', 'b', 'c'],
  matrixOf(
    3,
    2,
    Float32Array.from({ length: 6 }, (_, i) => Math.sin(i + 1)),
  ),
);
const shares = Float64Array.of(0.4, 0.3, 0.1, 0.1, 0.1);

function sentences(words: readonly (readonly number[])[]): PaddedSentences {
  const longest = Math.max(...words.map(({ length }) => length));
  const at = (value: (sentence: readonly number[], t: number) => number): number[] =>
    Array.from({ length: longest }, (_, t) => words.map((sentence) => value(sentence, t))).flat();
  return {
    ids: Int32Array.from(at((sentence, t) => sentence[t] ?? 0)),
    shape: [longest, words.length],
    keep: Float32Array.from(at(() => 1)),
    lastStep: Float32Array.from(at((sentence, t) => (t === sentence.length - 1 ? 1 : 0))),
  };
}

/** What holds for the sentence network on any engine. */
export function sentenceNetworkSuite(name: TensorEngine['name']): void {
  describe(`sentence network (${name})`, () => {
    let tf: Tf;
    let missing: string | undefined;
    beforeAll(async () => {
      const engine = await openForTest(name);
      if (typeof engine === 'string') missing = engine;
      else tf = engine.tf;
    });

    it('looks up rows with the gradient of the one-hot product', (ctx) => {
      if (missing !== undefined) ctx.skip(missing);
      const ids = Int32Array.of(2, 0, 2);
      const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
      const weights = tf.tensor2d([1, -1, 2, 3, 0.5, 4], [3, 2]);
      const differentiated = (rows: (table: Tensor2D) => Tensor) =>
        tf.valueAndGrad((x: Tensor) => tf.sum(tf.mul(rows(x as Tensor2D), weights)))(table);
      const fast = differentiated((x) => embeddingLookup(tf, x, ids));
      const oneHot = tf.cast(tf.oneHot(tf.tensor1d(ids, 'int32'), 3), 'float32') as Tensor2D;
      const slow = differentiated((x) => tf.matMul(oneHot, x));
      expect([...fast.value.dataSync()]).toEqual([...slow.value.dataSync()]);
      expect([...fast.grad.dataSync()]).toEqual([...slow.grad.dataSync()]);
    });

    it('encodes a sentence the same alone and padded, and decodes by what it encoded', (ctx) => {
      if (missing !== undefined) ctx.skip(missing);
      const weights = initialSentenceWeights(
        { vectors, shares },
        { hidden: HIDDEN, maxWords: 5 },
        Random.fromSeed(1),
      );
      const network = new SentenceNetwork(tf, variablesOf(tf, weights));
      const together = network.encode(sentences([[0], [1, 2, 3], [2, 4]]));
      const alone = network.encode(sentences([[2, 4]]));
      const [, , padded] = tf.unstack(together);
      expect(tf.max(tf.abs(tf.sub(padded!, tf.squeeze(alone)))).dataSync()[0]).toBeLessThan(1e-6);

      const before = sentences([[4, 1]]);
      const expected = network.decode(alone, before);
      expect(expected.shape).toEqual([2, vectors.dimension]);
      const other = network.decode(tf.neg(alone), before);
      expect(tf.max(tf.abs(tf.sub(expected, other))).dataSync()[0]).toBeGreaterThan(1e-3);
    });
  });
}
