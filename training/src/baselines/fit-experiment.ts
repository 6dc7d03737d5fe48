import type { OnProgress } from '@seje/core';
import type { FeatureSet } from '../data/feature-set.js';
import type { Experiment } from '../experiment.js';
import { trainingPairs } from '../training-pairs.js';
import { type LinearFit, fitLinear, linearProblem } from './fit-linear.js';
import type { LinearSettings } from './linear-settings.js';

/**
 * Fits a linear model to the pairs that training would learn from, and chooses its settings on those that
 * training would validate with. Its weights are for `embeddingModelOf`:
 *
 *     const { weights } = await fitExperiment(featureSet, experiment, { name: 'cca', ... });
 *     const model = embeddingModelOf(tf, weights, { ...experiment, method });
 *     await evaluateModel(tf, model, { featureSet, partition: 'test', experiment });
 *
 * @throws SejeError DATA_EMPTY (too few pairs), TRAINING_DIVERGED where a lambda is too small for the data
 */
export async function fitExperiment(
  featureSet: FeatureSet,
  experiment: Experiment,
  options: { readonly method: LinearSettings; readonly onProgress?: OnProgress },
): Promise<LinearFit> {
  const problem = linearProblem(featureSet, trainingPairs(featureSet, experiment), options.method);
  return fitLinear(problem, options.method, options.onProgress);
}
