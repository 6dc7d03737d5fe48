import { openRecipeSource } from '@seje/catalogue';
import { readKitchenTruth } from '../evaluation/arithmetic/kitchen-truth.js';
import { type ArithmeticMeasure, measureArithmetic } from '../evaluation/arithmetic/measure-arithmetic.js';
import type { TripleOptions } from '../evaluation/arithmetic/kitchen-triples.js';
import { readFeatureSet } from '../data/read-feature-set.js';
import { pairsOfEncoders } from '../evaluation/pairs-of-run.js';
import { experimentOf } from '../experiment.js';
import { readTrainedWeights } from '../stages/trained-weights.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import { matrixProduct } from '../validation.js';
import { type Arm, armSettings } from './arm.js';
import { armRun } from './arm-features.js';
import { armWeights } from './arm-weights.js';
import type { ComparisonOptions } from './comparison-options.js';

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
    const run = armRun(experiment, options);
    const featureSet = await readFeatureSet(run.features);
    const encoders = { experiment, weights, featureSet };
    const asPairs = { partition: 'test', engine, signal: options.signal } as const;
    const pairs = await pairsOfEncoders(run, source, { ...asPairs, ...encoders });
    measures.push(await measureArithmetic(pairs, truths, { ...asked, product: matrixProduct(engine.tf) }));
  }
  return measures;
}
