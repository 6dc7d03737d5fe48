import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RankMetrics, type TieRule, averagedOverBags, rankMetrics, ranksOf } from './index.js';

const GOLDEN = join(process.env['GOLDEN_DIR'] ?? '../shared/golden', 'retrieval_metrics.json');
const DIRECTIONS = { i2r: 'imageToRecipe', r2i: 'recipeToImage' } as const;
const RULES: TieRule[] = ['optimistic', 'average', 'pessimistic'];
const PRECISIONS = { float64: Float64Array, float32: Float32Array };

type Direction = keyof typeof DIRECTIONS;
interface Summary {
  medr: number;
  mean_rank: number;
  mrr: number;
  r1: number;
  r5: number;
  r10: number;
  ndcg10: number;
}
type Spread = Record<keyof Summary, { mean: number; sd: number }>;
interface Case {
  images: number[][];
  recipes: number[][];
  subsets?: number[][];
  full_200: Record<Direction, Record<TieRule, { ranks: number[]; summary: Summary }>>;
  per_subset?: Record<Direction, Record<TieRule, Summary[]>>;
  mean_over_subsets: Record<Direction, Record<TieRule, Spread>>;
}
type Golden = Record<'continuous' | 'exact_ties', Case>;

/** Per cent in the file, shares in ours. */
function inOurWords(summary: Summary): RankMetrics {
  return {
    medianRank: summary.medr,
    recallAt1: summary.r1 / 100,
    recallAt5: summary.r5 / 100,
    recallAt10: summary.r10 / 100,
    meanRank: summary.mean_rank,
    mrr: summary.mrr,
    ndcg10: summary.ndcg10,
  };
}

function part(spread: Spread, which: 'mean' | 'sd'): RankMetrics {
  const entries = Object.entries(spread).map(([key, value]) => [key, value[which]]);
  return inOurWords(Object.fromEntries(entries) as Summary);
}

function expectClose(found: RankMetrics, expected: RankMetrics): void {
  for (const [key, value] of Object.entries(expected) as [keyof RankMetrics, number][]) {
    expect(Math.abs(found[key] - value), `${key}: ${found[key]} for ${value}`).toBeLessThanOrEqual(1e-6);
  }
}

function similarities(images: number[][], recipes: number[][]): number[] {
  const unit = (row: number[]): number[] => {
    const norm = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    return row.map((x) => x / norm);
  };
  const columns = recipes.map(unit);
  return images.map(unit).flatMap((a) => columns.map((b) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)));
}

describe.each(['continuous', 'exact_ties'] as const)('golden retrieval metrics, %s', (name) => {
  it.for(['float64', 'float32'] as const)('ranks and metrics, %s', (precision, ctx) => {
    if (!existsSync(GOLDEN)) ctx.skip(`${GOLDEN} is missing`);
    const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Golden;
    const { images, recipes, full_200: full, ...rest } = golden[name];
    const all = PRECISIONS[precision].from(similarities(images, recipes));
    const subsets = rest.subsets ?? golden.continuous.subsets!;
    for (const rule of RULES) {
      const ranks = ranksOf(all, rule);
      const bags = subsets.map((rows) => {
        const pick = (from: number[][]): number[][] => rows.map((row) => from[row]!);
        return ranksOf(PRECISIONS[precision].from(similarities(pick(images), pick(recipes))), rule);
      });
      for (const [theirs, ours] of Object.entries(DIRECTIONS) as [Direction, keyof typeof ranks][]) {
        expect([...ranks[ours]]).toEqual(full[theirs][rule].ranks);
        expectClose(rankMetrics(ranks[ours]), inOurWords(full[theirs][rule].summary));
        const perBag = bags.map((bag) => rankMetrics(bag[ours]));
        rest.per_subset?.[theirs][rule].forEach((summary, i) => expectClose(perBag[i]!, inOurWords(summary)));
        const report = averagedOverBags(perBag);
        expectClose(report, part(rest.mean_over_subsets[theirs][rule], 'mean'));
        expectClose(report.standardDeviation, part(rest.mean_over_subsets[theirs][rule], 'sd'));
      }
    }
  });
});
