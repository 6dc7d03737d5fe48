import type { DirectionReport, EvaluationReport } from '@seje/retrieval';
import type { CategoryReport } from '../evaluation/category-report.js';
import type { PairsEvaluation } from '../evaluation/evaluate-pairs.js';

/** Widths of the columns after the first. */
const WIDTH = 13;
/** The largest categories are printed, no more of them than this. */
const MOST_CATEGORIES = 12;
const NAME_WIDTH = 24;

/** A small table for a person: both directions beside chance. */
export function describeEvaluation(title: string, report: EvaluationReport): string {
  const bag = report.wholeSplit
    ? `${report.bagSize} pairs, the whole split as one bag`
    : `${report.bags} bags of ${report.bagSize} pairs`;
  const header = columns(['MedR', 'R@1', 'R@5', 'R@10', 'MRR', 'nDCG@10']);
  return [
    `${title}: ${bag}; chance MedR ${report.chanceMedianRank}`,
    `${''.padEnd(19)}${header}`,
    row('image to recipe', report.imageToRecipe),
    row('recipe to image', report.recipeToImage),
  ].join('\n');
}

/** The tables of all sizes of bag, and that of the largest categories. */
export function describePairsEvaluation(title: string, report: PairsEvaluation): string {
  const sizes = [report, ...(report.furtherBagSizes ?? [])];
  return [...sizes.map((size) => describeEvaluation(title, size)), ...describeCategories(report)].join('\n');
}

function row(name: string, direction: DirectionReport): string {
  const { standardDeviation: sd } = direction;
  const cells = [
    `${direction.medianRank.toFixed(1)} ± ${sd.medianRank.toFixed(1)}`,
    ...(['recallAt1', 'recallAt5', 'recallAt10'] as const).map(
      (metric) => `${(100 * direction[metric]).toFixed(1)} ± ${(100 * sd[metric]).toFixed(1)}%`,
    ),
    ...(['mrr', 'ndcg10'] as const).map(
      (metric) => `${direction[metric].toFixed(3)} ± ${sd[metric].toFixed(3)}`,
    ),
  ];
  return `  ${name.padEnd(17)}${columns(cells)}`;
}

function describeCategories({ categories }: PairsEvaluation): string[] {
  if (categories.length === 0) return [];
  const shown = categories.slice(0, MOST_CATEGORIES);
  const more =
    categories.length > shown.length ? `, the ${shown.length} largest of ${categories.length}` : '';
  const header = columns(['pairs', 'MedR i→r', 'R@10 i→r', 'MedR r→i', 'R@10 r→i']);
  return [`By category${more}:`, `${''.padEnd(NAME_WIDTH + 2)}${header}`, ...shown.map(categoryRow)];
}

function categoryRow({ name, pairs, imageToRecipe, recipeToImage }: CategoryReport): string {
  const cells = [imageToRecipe, recipeToImage].flatMap(({ medianRank, recallAt10 }) => [
    medianRank.toFixed(1),
    `${(100 * recallAt10).toFixed(1)}%`,
  ]);
  return `  ${name.slice(0, NAME_WIDTH).padEnd(NAME_WIDTH)}${columns([`${pairs}`, ...cells])}`;
}

function columns(cells: readonly string[]): string {
  return cells
    .map((cell) => cell.padEnd(WIDTH + 1))
    .join('')
    .trimEnd();
}
