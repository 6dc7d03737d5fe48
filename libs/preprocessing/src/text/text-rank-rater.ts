import { UndirectedGraph } from 'graphology';
import pagerankModule from 'graphology-metrics/centrality/pagerank.js';
import type { RatableText, TermRater } from './term-rater.js';

/** Two terms are neighbours up to this many positions apart on one line. */
const REACH = 4;

/** d = 0.85, until the L1 change is < 1e-12; recipes take 50 to 170 iterations. */
const PAGE_RANK = { alpha: 0.85, tolerance: 1e-12, maxIterations: 1000, getEdgeWeight: 'weight' } as const;

/** The package is CommonJS: its export is the function itself, where its types promise a `default` of it. */
const pagerank = pagerankModule as unknown as typeof pagerankModule.default;

type TermGraph = UndirectedGraph<Record<string, never>, { weight: number }>;

/**
 * TextRank (Mihalcea & Tarau 2004): PageRank on the undirected graph of a recipe's terms, an edge for each
 * pair of different terms at most 4 positions apart on one line, its weight how often. Ranks sum to 1.
 */
export class TextRankRater implements TermRater {
  async rate(recipes: readonly RatableText[]): Promise<Map<string, number>[]> {
    return recipes.map(({ lines }) => rankOf(termGraph(lines)));
  }

  async release(): Promise<void> {}
}

/** Nodes are in order of first appearance. */
export function termGraph(lines: RatableText['lines']): TermGraph {
  const graph: TermGraph = new UndirectedGraph();
  for (const line of lines) {
    for (const [i, term] of line.entries()) {
      graph.mergeNode(term);
      for (const earlier of line.slice(Math.max(0, i - REACH), i)) {
        if (earlier === term) continue;
        graph.updateEdge(earlier, term, ({ weight = 0 }) => ({ weight: weight + 1 }));
      }
    }
  }
  return graph;
}

function rankOf(graph: TermGraph): Map<string, number> {
  if (graph.order === 0) return new Map();
  const ranks = pagerank(graph, PAGE_RANK);
  return new Map(graph.nodes().map((term) => [term, ranks[term]!]));
}
