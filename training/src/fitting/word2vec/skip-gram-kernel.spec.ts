import { Random, matrixOf } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { huffmanTree } from './huffman-tree.js';
import { type SkipGramStart, plainSkipGramKernel } from './skip-gram-kernel.js';
import { simdSkipGramKernel } from './skip-gram-simd.js';

function start(terms: number, dimension: number, random: Random): SkipGramStart {
  const vectors = matrixOf(terms, dimension);
  for (let i = 0; i < vectors.data.length; i++) vectors.data[i] = random.between(-0.5, 0.5);
  return { vectors, tree: huffmanTree(Array.from({ length: terms }, (_, i) => terms - i)) };
}

describe('skip-gram kernels', () => {
  // widths that fill the SIMD rows exactly, leave padding, and fit into one lane
  it.each([64, 50, 100, 3])('SIMD follows the plain loops at width %i', async (dimension) => {
    const random = Random.fromSeed(dimension);
    const first = start(40, dimension, random);
    const plain = plainSkipGramKernel(first);
    const simd = await simdSkipGramKernel(first);
    for (let pair = 0; pair < 3000; pair++) {
      const [input, output, rate] = [random.int(40), random.int(40), random.between(0.001, 0.025)];
      plain.learn(input, output, rate);
      simd.learn(input, output, rate);
    }
    const expected = plain.vectors().data;
    const difference = simd.vectors().data.map((x, i) => Math.abs(x - expected[i]!));
    expect(Math.max(...difference)).toBeLessThan(1e-5);
    const moved = expected.map((x, i) => Math.abs(x - first.vectors.data[i]!));
    expect(Math.max(...moved)).toBeGreaterThan(0.01);
  });

  it('moves along the gradient of the log likelihood', () => {
    // two terms, one node: input 0 predicts output 0, whose turn is t; x.y = 0 at first, so the
    // second step sees y = rate (1 - t - 1/2) x and moves x by rate (1 - t - sigmoid(x.y)) y
    const { vectors, tree } = start(2, 4, Random.fromSeed(1));
    const kernel = plainSkipGramKernel({ vectors, tree });
    kernel.learn(0, 0, 0.5);
    kernel.learn(0, 0, 0.5);
    const x = vectors.data.subarray(0, 4);
    const label = 1 - tree.turns[tree.starts[0]!]!;
    const first = 0.5 * (label - 0.5);
    const product = first * x.reduce((sum, xi) => sum + xi * xi, 0);
    const second = 0.5 * (label - 1 / (1 + Math.exp(-product)));
    for (let i = 0; i < 4; i++) {
      // the sigmoid table has 1000 steps over 12
      expect(kernel.vectors().data[i]).toBeCloseTo(x[i]! + second * first * x[i]!, 3);
    }
  });

  it('refuses vectors that do not fit', async () => {
    const rows = 2 ** 27;
    const vectors = { rows, columns: 8, data: new Float32Array(0) };
    const tree = { nodes: new Int32Array(0), turns: new Uint8Array(0), starts: new Int32Array(1) };
    await expect(simdSkipGramKernel({ vectors, tree })).rejects.toThrow(
      expect.objectContaining({ code: 'SETTINGS_INVALID' }),
    );
  });
});
