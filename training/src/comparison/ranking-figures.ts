import { meanAndDeviation } from '../reporting/markdown-table.js';
import type { ArmRecord, Ranking, TrainedArm } from './arm-record.js';

const PERCENT = 100;

const DIRECTIONS = { imageToRecipe: 'photo → recipe', recipeToImage: 'recipe → photo' } as const;
const METRICS = { medianRank: 'MedR', recallAt1: 'R@1 %', recallAt5: 'R@5 %', recallAt10: 'R@10 %' } as const;

/** What one column shows of a ranking; shares in per cent. */
export interface Figure {
  readonly title: string;
  readonly of: (ranking: Ranking) => number;
}

/** A column for each metric of photo → recipe, then of recipe → photo. */
export function figuresOf(metrics: readonly (keyof typeof METRICS)[]): readonly Figure[] {
  return (['imageToRecipe', 'recipeToImage'] as const).flatMap((direction) =>
    metrics.map((metric) => ({
      title: `${DIRECTIONS[direction]} ${METRICS[metric]}`,
      of: (ranking: Ranking) => (metric === 'medianRank' ? 1 : PERCENT) * ranking[direction][metric],
    })),
  );
}

/** Mean and sample standard deviation of each figure. */
export function figureCells(figures: readonly Figure[], rankings: readonly Ranking[]): string[] {
  return figures.map(({ of }) => meanAndDeviation(rankings.map(of)));
}

/** One arm's ranking and another's after training with the same seed. */
export type RankingPair = readonly [ranking: Ranking, other: Ranking];

/** The seeds that both arms were trained with, in the order of the first. */
export function pairedBySeed(
  record: ArmRecord,
  other: ArmRecord,
  rankingOf: (trained: TrainedArm) => Ranking,
): RankingPair[] {
  return record.trained.flatMap((trained) => {
    const same = other.trained.find(({ seed }) => seed === trained.seed);
    return same === undefined ? [] : [[rankingOf(trained), rankingOf(same)] as const];
  });
}

/** What the first arm changes: mean and sample standard deviation of the differences; empty where there are no pairs. */
export function differenceCells(figures: readonly Figure[], pairs: readonly RankingPair[]): string[] {
  return figures.map(({ of }) =>
    pairs.length === 0 ? '' : meanAndDeviation(pairs.map(([a, b]) => of(a) - of(b))),
  );
}
