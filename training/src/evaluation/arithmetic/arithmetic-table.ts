import { markdownTable, meanAndDeviation } from '../../reporting/markdown-table.js';
import type { ArithmeticMeasure } from './measure-arithmetic.js';

const PERCENT = 100;

/** A row a way from operands to answers: share of triples answered, in per cent, over the seeds of a training. */
export function arithmeticTable(bySeed: readonly (readonly ArithmeticMeasure[])[]): string {
  const [first] = bySeed;
  const rows = first!.flatMap(({ from, to }, way) => {
    const measures = bySeed.map((measured) => measured[way]!);
    const cells = (of: 'composed' | 'cAlone'): string[] =>
      (['dish', 'dishWithIngredient', 'kind'] as const).map((share) =>
        meanAndDeviation(measures.map((measure) => PERCENT * measure[of][share])),
      );
    return [
      [`${from} → ${to}`, 'v(a) - v(b) + v(c)', ...cells('composed')],
      [`${from} → ${to}`, 'c alone', ...cells('cAlone')],
    ];
  });
  const head = ['right kind and main ingredient, %', 'right kind with the ingredient, %', 'right kind, %'];
  return markdownTable(['operands → answers', 'nearest to', ...head], rows);
}
