import { markdownTable } from '../reporting/markdown-table.js';
import type { ArmRecord, Ranking, TrainedArm } from './arm-record.js';
import { differenceCells, figureCells, figuresOf, pairedBySeed } from './ranking-figures.js';

const FIGURES = figuresOf(['medianRank', 'recallAt1', 'recallAt5', 'recallAt10']);

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
      ...figureCells(FIGURES, trained.map(rankingIn(bagSize))),
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
  return markdownTable(
    ['change', 'pairs', ...FIGURES.map(({ title }) => title)],
    rows.map(({ title, record }) => {
      const pairs = pairedBySeed(record, reference, rankingIn(bagSize));
      return [title, `${pairs.length}`, ...differenceCells(FIGURES, pairs)];
    }),
  );
}

function rankingIn(bagSize: number): (trained: TrainedArm) => Ranking {
  return ({ rankings }) => rankings.find((ranking) => ranking.bagSize === bagSize)!;
}
