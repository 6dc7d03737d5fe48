import { openRecipeSource } from '@seje/catalogue';
import { readKitchenTruth } from '../evaluation/arithmetic/kitchen-truth.js';
import { type ArithmeticMeasure, measureArithmetic } from '../evaluation/arithmetic/measure-arithmetic.js';
import type { TripleOptions } from '../evaluation/arithmetic/kitchen-triples.js';
import { pairsOfWeights } from '../evaluation/pairs-of-run.js';
import { experimentOf } from '../experiment.js';
import { readTrainedWeights } from '../stages/trained-weights.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import { matrixProduct } from '../validation.js';
import { type Arm, armSettings } from './arm.js';
import { armRun } from './arm-features.js';
import { armWeights } from './arm-weights.js';
import type { ComparisonOptions } from './comparison-options.js';
import { markdownTable, meanAndDeviation } from './markdown-table.js';

const PERCENT = 100;

/**
 * Recipe arithmetic on the test dishes of a synthetic kitchen with the kept weights of an arm, a list of measures
 * for each seed that was trained.
 */
export async function armArithmetic(
  arm: Arm,
  options: ComparisonOptions,
  asked: TripleOptions & { readonly k: number },
): Promise<ArithmeticMeasure[][]> {
  const experiment = experimentOf(armSettings(options.base, arm));
  const source = await openRecipeSource(options.data);
  const engine = await openTensorEngine(options.engine);
  const truths = await readKitchenTruth(options.data);
  const measures: ArithmeticMeasure[][] = [];
  for (const seed of options.seeds) {
    const weights = await readTrainedWeights(armWeights(arm, seed, options));
    const pairs = await pairsOfWeights(armRun(experiment, options), source, {
      partition: 'test',
      engine,
      signal: options.signal,
      experiment,
      weights,
    });
    measures.push(await measureArithmetic(pairs, truths, { ...asked, product: matrixProduct(engine.tf) }));
  }
  return measures;
}

/** A row a way from operands to answers: share of triples answered, in per cent, over the seeds. */
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
