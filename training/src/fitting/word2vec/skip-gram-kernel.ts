import type { Matrix } from '@seje/core';
import type { HuffmanTree } from './huffman-tree.js';
import { SIGMOID_RANGE, SIGMOID_SCALE, sigmoidTable } from './sigmoid-table.js';

/**
 * The inner step of skip-gram with hierarchical softmax, on vectors that it owns.
 * Implementations agree up to the rounding of float32.
 */
export interface SkipGramKernel {
  /**
   * Teaches the vector of `input` to predict `output`: at each node of output's way through the
   * tree, both vectors move along the gradient of log sigmoid(+-x.y).
   * @param rate step size
   */
  learn(input: number, output: number, rate: number): void;
  /** A copy of the input vectors, [terms, dimension]: the term embeddings. */
  vectors(): Matrix;
}

export interface SkipGramStart {
  /** First input vectors, [terms, dimension]; copied. */
  readonly vectors: Matrix;
  readonly tree: HuffmanTree;
}

/** Plain loops: the oracle of the SIMD kernel. Node vectors start at 0. */
export function plainSkipGramKernel({ vectors, tree }: SkipGramStart): SkipGramKernel {
  const width = vectors.columns;
  const inputs = Float32Array.from(vectors.data);
  const nodes = new Float32Array(vectors.data.length);
  const table = sigmoidTable();
  const step = new Float32Array(width);
  return {
    learn(input, output, rate): void {
      const x = input * width;
      step.fill(0);
      for (let at = tree.starts[output]!; at < tree.starts[output + 1]!; at++) {
        const y = tree.nodes[at]! * width;
        let product = 0;
        for (let i = 0; i < width; i++) product += inputs[x + i]! * nodes[y + i]!;
        if (Math.abs(product) >= SIGMOID_RANGE) continue;
        const sigmoid = table[Math.trunc((product + SIGMOID_RANGE) * SIGMOID_SCALE)]!;
        const gradient = (1 - tree.turns[at]! - sigmoid) * rate;
        for (let i = 0; i < width; i++) {
          step[i]! += gradient * nodes[y + i]!;
          nodes[y + i]! += gradient * inputs[x + i]!;
        }
      }
      for (let i = 0; i < width; i++) inputs[x + i]! += step[i]!;
    },
    vectors: () => ({ ...vectors, data: Float32Array.from(inputs) }),
  };
}
