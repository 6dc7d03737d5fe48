import type { DirectionReport, EvaluationReport } from '@seje/retrieval';

/** A small table for a person: both directions beside chance. */
export function describeEvaluation(title: string, report: EvaluationReport): string {
  const bag = report.wholeSplit
    ? `${report.bagSize} pairs, the whole split as one bag`
    : `${report.bags} bags of ${report.bagSize} pairs`;
  return [
    `${title}: ${bag}; chance MedR ${report.chanceMedianRank}`,
    '                   MedR         R@1          R@5          R@10',
    row('image to recipe', report.imageToRecipe),
    row('recipe to image', report.recipeToImage),
  ].join('\n');
}

function row(name: string, direction: DirectionReport): string {
  const { standardDeviation: sd } = direction;
  const cells = [
    `${direction.medianRank.toFixed(1)} ± ${sd.medianRank.toFixed(1)}`,
    ...(['recallAt1', 'recallAt5', 'recallAt10'] as const).map(
      (metric) => `${(100 * direction[metric]).toFixed(1)} ± ${(100 * sd[metric]).toFixed(1)}%`,
    ),
  ];
  return `  ${name.padEnd(17)}${cells.map((cell) => cell.padEnd(13)).join('')}`.trimEnd();
}
