import type { ArmRecord, TrainedArm } from '../comparison/arm-record.js';
import { markdownTable, meanAndDeviation } from '../comparison/markdown-table.js';
import { FACTORS, type Level, type Levels } from './arms.js';

type Direction = 'imageToRecipe' | 'recipeToImage';
type Metric = 'medianRank' | 'recallAt1' | 'recallAt10';

/** What one cell shows of a training. */
interface Figure {
  readonly title: string;
  readonly of: (trained: TrainedArm) => number;
}

const PERCENT = 100;

const FIGURES: readonly Figure[] = (['imageToRecipe', 'recipeToImage'] as const).flatMap((direction) => [
  figure(direction, 'medianRank'),
  figure(direction, 'recallAt1'),
  figure(direction, 'recallAt10'),
]);

function figure(direction: Direction, metric: Metric): Figure {
  const arrow = direction === 'imageToRecipe' ? 'photo → recipe' : 'recipe → photo';
  const name = { medianRank: 'MedR', recallAt1: 'R@1 %', recallAt10: 'R@10 %' }[metric];
  const scale = metric === 'medianRank' ? 1 : PERCENT;
  return { title: `${arrow} ${name}`, of: (trained) => scale * trained.rankings[0]![direction][metric] };
}

/** A row an arm: mean and standard deviation over its seeds, as a Markdown table. */
export function ablationTable(records: readonly ArmRecord[], levels: Levels): string {
  const rows = records.map(({ choice, trained }) => [
    ...FACTORS.map((factor) => levels[factor][choice![factor]!]!.title),
    ...FIGURES.map(({ of }) => meanAndDeviation(trained.map(of))),
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
        .flatMap((record) => pairsWith(record, byName.get(nameOf({ ...record.choice, [factor]: before }))));
      if (pairs.length === 0) continue;
      rows.push([
        `${factor}: ${title}, not ${first.title}`,
        `${pairs.length}`,
        ...FIGURES.map(({ of }) => meanAndDeviation(pairs.map(([a, b]) => of(a) - of(b)))),
      ]);
    }
  }
  return markdownTable(['change', 'pairs', ...FIGURES.map(({ title }) => title)], rows);
}

function nameOf(choice: Readonly<Record<string, string>>): string {
  return FACTORS.map((factor) => choice[factor]).join('+');
}

/** Trainings of both arms with the same seed. */
function pairsWith(record: ArmRecord, other: ArmRecord | undefined): (readonly [TrainedArm, TrainedArm])[] {
  return record.trained.flatMap((trained) => {
    const same = other?.trained.find(({ seed }) => seed === trained.seed);
    return same === undefined ? [] : [[trained, same] as const];
  });
}
