import { markdownTable, meanAndDeviation } from './markdown-table.js';
import type { ArmRecord, Ranking, TrainedArm } from './arm-record.js';

const PERCENT = 100;

const DIRECTIONS = { imageToRecipe: 'photo → recipe', recipeToImage: 'recipe → photo' } as const;
const METRICS = { medianRank: 'MedR', recallAt1: 'R@1 %', recallAt5: 'R@5 %', recallAt10: 'R@10 %' } as const;

/** What one column shows of a ranking. */
interface Figure {
  readonly title: string;
  readonly of: (ranking: Ranking) => number;
}

const FIGURES: readonly Figure[] = keysOf(DIRECTIONS).flatMap((direction) =>
  keysOf(METRICS).map((metric) => ({
    title: `${DIRECTIONS[direction]} ${METRICS[metric]}`,
    of: (ranking) => (metric === 'medianRank' ? 1 : PERCENT) * ranking[direction][metric],
  })),
);

/** A row of a table: what it is called there, and its record. */
export interface TitledRecord {
  readonly title: string;
  readonly record: ArmRecord;
}

/** A row an arm: mean and sample standard deviation over its seeds, in bags of one size, as a Markdown table. */
export function comparisonTable(rows: readonly TitledRecord[], bagSize: number): string {
  return markdownTable(
    ['system', 'seeds', ...FIGURES.map(({ title }) => title)],
    rows.map(({ title, record: { trained } }) => [
      title,
      `${trained.length}`,
      ...FIGURES.map(({ of }) => meanAndDeviation(trained.map((one) => of(rankingIn(one, bagSize))))),
    ]),
  );
}

/**
 * What each arm changes against `reference`: the difference of two trainings with the same seed, mean and sample
 * standard deviation over the seeds that both have. Negative is better for MedR, positive for R@K.
 */
export function differencesTable(
  rows: readonly TitledRecord[],
  { reference, bagSize }: { readonly reference: ArmRecord; readonly bagSize: number },
): string {
  const bySeed = new Map(reference.trained.map((trained) => [trained.seed, trained]));
  return markdownTable(
    ['change', 'pairs', ...FIGURES.map(({ title }) => title)],
    rows.map(({ title, record }) => {
      const pairs = record.trained.flatMap((one) => {
        const other = bySeed.get(one.seed);
        return other === undefined ? [] : [[rankingIn(one, bagSize), rankingIn(other, bagSize)] as const];
      });
      const differences = FIGURES.map(({ of }) =>
        pairs.length === 0 ? '' : meanAndDeviation(pairs.map(([a, b]) => of(a) - of(b))),
      );
      return [title, `${pairs.length}`, ...differences];
    }),
  );
}

function rankingIn({ rankings }: TrainedArm, bagSize: number): Ranking {
  return rankings.find((ranking) => ranking.bagSize === bagSize)!;
}

function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(record) as K[];
}
