import type { TieRule } from './ranks.js';
import { RANK_METRICS, type RankMetrics } from './rank-metrics.js';

/** Means over the bags, and their standard deviations (divided by the number of bags). */
export interface DirectionReport extends RankMetrics {
  readonly standardDeviation: RankMetrics;
}

/** What `evaluation.json` holds. */
export interface EvaluationReport {
  readonly imageToRecipe: DirectionReport;
  readonly recipeToImage: DirectionReport;
  /** Pairs in a bag, as evaluated. */
  readonly bagSize: number;
  /** Bags averaged; 1 where the split is no larger than the bag asked for. */
  readonly bags: number;
  /** True where the one bag is the whole split. */
  readonly wholeSplit: boolean;
  /** (bagSize + 1) / 2: what guessing gives. */
  readonly chanceMedianRank: number;
  readonly tieRule: TieRule;
}

/** @param perBag one entry a bag, at least one */
export function averagedOverBags(perBag: readonly RankMetrics[]): DirectionReport {
  const mean = each((metric) => sum(perBag, (bag) => bag[metric]) / perBag.length);
  const standardDeviation = each((metric) =>
    Math.sqrt(sum(perBag, (bag) => (bag[metric] - mean[metric]) ** 2) / perBag.length),
  );
  return { ...mean, standardDeviation };
}

function each(value: (metric: keyof RankMetrics) => number): RankMetrics {
  return Object.fromEntries(RANK_METRICS.map((metric) => [metric, value(metric)])) as Record<
    keyof RankMetrics,
    number
  >;
}

function sum(bags: readonly RankMetrics[], value: (bag: RankMetrics) => number): number {
  return bags.reduce((total, bag) => total + value(bag), 0);
}
