import type { ArmRecord, Ranking, TrainedArm } from '../comparison/arm-record.js';
import { differenceCells, figureCells, figuresOf, pairedBySeed } from '../comparison/ranking-figures.js';
import { markdownTable } from '../reporting/markdown-table.js';
import { FACTORS, type Level, type Levels } from './arms.js';

const FIGURES = figuresOf(['medianRank', 'recallAt1', 'recallAt10']);

/** A row an arm: mean and standard deviation over its seeds, as a Markdown table. */
export function ablationTable(records: readonly ArmRecord[], levels: Levels): string {
  const rows = records.map(({ choice, trained }) => [
    ...FACTORS.map((factor) => levels[factor][choice![factor]!]!.title),
    ...figureCells(FIGURES, trained.map(firstRanking)),
  ]);
  return markdownTable(['f_term', 'f_sent', 'f_cat', ...FIGURES.map(({ title }) => title)], rows);
}

/**
 * What each level changes: the difference of two arms that differ in this factor alone, trained with the same
 * seed, over all such pairs. A row a level other than the factor's first, which it is compared with.
 */
export function effectsTable(records: readonly ArmRecord[], levels: Levels): string {
  const byName = new Map(records.map((record) => [nameOf(record.choice!), record]));
  const rows: string[][] = [];
  for (const factor of FACTORS) {
    const [[before, first], ...others] = Object.entries(levels[factor]) as [
      [string, Level],
      ...[string, Level][],
    ];
    for (const [level, { title }] of others) {
      const pairs = records
        .filter(({ choice }) => choice?.[factor] === level)
        .flatMap((record) => {
          const other = byName.get(nameOf({ ...record.choice, [factor]: before }));
          return other === undefined ? [] : pairedBySeed(record, other, firstRanking);
        });
      if (pairs.length === 0) continue;
      const change = `${factor}: ${title}, not ${first.title}`;
      rows.push([change, `${pairs.length}`, ...differenceCells(FIGURES, pairs)]);
    }
  }
  return markdownTable(['change', 'pairs', ...FIGURES.map(({ title }) => title)], rows);
}

function nameOf(choice: Readonly<Record<string, string>>): string {
  return FACTORS.map((factor) => choice[factor]).join('+');
}

/** Of an ablation, which ranks in bags of one size. */
function firstRanking({ rankings }: TrainedArm): Ranking {
  return rankings[0]!;
}
