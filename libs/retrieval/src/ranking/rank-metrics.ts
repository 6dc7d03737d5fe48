import { SejeError } from '@seje/core';

/** Ranks beyond this give no gain in `ndcg10`. */
const NDCG_DEPTH = 10;

/** What a list of ranks amounts to. Shares are 0..1. */
export interface RankMetrics {
  /** Plain median: the mean of the middle two for an even number of ranks. Smaller is better. */
  readonly medianRank: number;
  /** Share of ranks <= K. */
  readonly recallAt1: number;
  readonly recallAt5: number;
  readonly recallAt10: number;
  readonly meanRank: number;
  /** Mean of 1 / rank. */
  readonly mrr: number;
  /** Mean of 1 / log2(1 + rank) over all queries, 0 where rank > 10; one relevant item a query. */
  readonly ndcg10: number;
}

export const RANK_METRICS = [
  'medianRank',
  'recallAt1',
  'recallAt5',
  'recallAt10',
  'meanRank',
  'mrr',
  'ndcg10',
] as const satisfies readonly (keyof RankMetrics)[];

/** @param ranks 1-based; x.5 under the average tie rule. @throws SejeError DATA_EMPTY */
export function rankMetrics(ranks: Float64Array): RankMetrics {
  if (ranks.length === 0) {
    throw new SejeError('DATA_EMPTY', {
      message: 'There are no ranks to average',
      remedy: 'Give a split with at least one pair.',
    });
  }
  const recallAt = (k: number): number => meanOf(ranks, (rank) => (rank <= k ? 1 : 0));
  return {
    medianRank: median(ranks),
    recallAt1: recallAt(1),
    recallAt5: recallAt(5),
    recallAt10: recallAt(10),
    meanRank: meanOf(ranks, (rank) => rank),
    mrr: meanOf(ranks, (rank) => 1 / rank),
    ndcg10: meanOf(ranks, (rank) => (rank <= NDCG_DEPTH ? 1 / Math.log2(1 + rank) : 0)),
  };
}

function meanOf(ranks: Float64Array, value: (rank: number) => number): number {
  let sum = 0;
  for (const rank of ranks) sum += value(rank);
  return sum / ranks.length;
}

function median(ranks: Float64Array): number {
  const sorted = ranks.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
