/** Each leaf's way from the root: the inner nodes it passes and the turn it takes at each. */
export interface HuffmanTree {
  /** Inner nodes of all leaves' ways in a row, numbers below `counts.length - 1`. */
  readonly nodes: Int32Array;
  /** The turn at each of them, 0 or 1. */
  readonly turns: Uint8Array;
  /** Where leaf i's way starts; one more entry for the end of the last. */
  readonly starts: Int32Array;
}

/**
 * Huffman's tree over terms: frequent ones have short ways, so that an update costs about
 * log2(terms) dot products or fewer.
 * @param counts occurrences, largest first
 */
export function huffmanTree(counts: readonly number[]): HuffmanTree {
  const leaves = counts.length;
  const parents = parentsOf(counts);
  const root = 2 * leaves - 2;
  const nodes: number[] = [];
  const turns: number[] = [];
  const starts = new Int32Array(leaves + 1);
  for (let leaf = 0; leaf < leaves; leaf++) {
    const way: { node: number; turn: number }[] = [];
    for (let at = leaf; at !== root;) {
      const { parent, turn } = parents[at]!;
      way.push({ node: parent - leaves, turn });
      at = parent;
    }
    for (const { node, turn } of way.reverse()) {
      nodes.push(node);
      turns.push(turn);
    }
    starts[leaf + 1] = nodes.length;
  }
  return { nodes: Int32Array.from(nodes), turns: Uint8Array.from(turns), starts };
}

/**
 * Joins the two rarest nodes again and again. As the leaves are sorted, the rarest is either the
 * last leaf not yet joined or the oldest inner node not yet joined: two queues, no heap.
 * Leaves are numbered 0 .. n-1, inner nodes n .. 2n-2, the last being the root.
 */
function parentsOf(counts: readonly number[]): { parent: number; turn: number }[] {
  const leaves = counts.length;
  const weights = [...counts];
  const parents: { parent: number; turn: number }[] = [];
  let leaf = leaves - 1;
  let inner = leaves;
  const rarest = (): number => {
    const takeLeaf = leaf >= 0 && (inner >= weights.length || weights[leaf]! < weights[inner]!);
    return takeLeaf ? leaf-- : inner++;
  };
  for (let parent = leaves; parent < 2 * leaves - 1; parent++) {
    const first = rarest();
    const second = rarest();
    weights.push(weights[first]! + weights[second]!);
    parents[first] = { parent, turn: 0 };
    parents[second] = { parent, turn: 1 };
  }
  return parents;
}
