import { describe, expect, it } from 'vitest';
import { huffmanTree } from './huffman-tree.js';

function waysOf(counts: readonly number[]): { nodes: number[]; turns: number[] }[] {
  const { nodes, turns, starts } = huffmanTree(counts);
  return counts.map((_, leaf) => ({
    nodes: [...nodes.subarray(starts[leaf], starts[leaf + 1])],
    turns: [...turns.subarray(starts[leaf], starts[leaf + 1])],
  }));
}

describe('huffmanTree', () => {
  it('has the least possible cost', () => {
    const counts = [45, 16, 13, 12, 9, 5];
    const cost = waysOf(counts).reduce((sum, { turns }, i) => sum + turns.length * counts[i]!, 0);
    expect(cost).toBe(224); // Cormen et al., "Introduction to Algorithms", Huffman codes
  });

  it('gives no way that is the beginning of another, all from one root', () => {
    const counts = Array.from({ length: 200 }, (_, i) => Math.ceil(1000 / (i + 1)));
    const ways = waysOf(counts);
    const codes = ways.map(({ turns }) => turns.join('')).sort();
    for (let i = 1; i < codes.length; i++) expect(codes[i]!.startsWith(codes[i - 1]!)).toBe(false);
    expect(new Set(ways.map(({ nodes }) => nodes[0]))).toEqual(new Set([counts.length - 2]));
    expect(ways.reduce((sum, { turns }) => sum + 2 ** -turns.length, 0)).toBeCloseTo(1, 12);
  });

  it('needs no way for a single term', () => {
    expect(waysOf([7])).toEqual([{ nodes: [], turns: [] }]);
  });
});
