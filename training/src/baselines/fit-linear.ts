import { type OnProgress, noProgress } from '@seje/core';
import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import type { Pair } from '../data/batch-sampler.js';
import type { FeatureRow, FeatureSet } from '../data/feature-set.js';
import type { EncoderWeights } from '../networks/joint-embedding.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { identityMatrix, product, scaledColumns, unitRows } from './double-matrix.js';
import { photoFeatures, recipeFeatures } from './linear-features.js';
import { type LinearPairs, LinearProblem } from './linear-problem.js';
import type { LinearSettings } from './linear-settings.js';
import { meanReciprocalRank } from './reciprocal-rank.js';
import { SMALLEST_SCALE, type Standardiser } from './standardiser.js';
import type { DoubleMatrix } from './symmetric-solver.js';

/** The settings that the validation pairs chose. */
export interface LinearChoice {
  readonly lambda: number;
  /** Of CCA. */
  readonly power?: number;
  /** Mean reciprocal rank among the validation pairs, mean of both directions. */
  readonly validationScore: number;
}

export interface LinearFit {
  /** For `LinearEmbedding`. */
  readonly weights: EncoderWeights;
  readonly chosen: LinearChoice;
}

/** Two maps of standardised recipe space into a joint space of width E, each [D, E]. */
interface Projections {
  readonly lambda: number;
  readonly power?: number;
  /** Of what ridge regression predicts from a photo. */
  readonly photo: DoubleMatrix;
  readonly recipe: DoubleMatrix;
}

/** The problem of a feature set's pairs: a train recipe has its first photo, as in the evaluation. */
export function linearProblem(
  featureSet: FeatureSet,
  pairs: { readonly train: readonly FeatureRow[]; readonly validation: readonly Pair[] },
  settings: Pick<LinearSettings, 'sentences'>,
): LinearProblem {
  const features = (some: readonly Pair[]): LinearPairs => ({
    photos: photoFeatures(
      featureSet,
      some.map(({ photoRow }) => photoRow),
    ),
    recipes: recipeFeatures(
      featureSet,
      some.map(({ row }) => row),
      settings,
    ),
  });
  const train = pairs.train.map((row) => ({ row, photoRow: row.photoRows[0]! }));
  return new LinearProblem(features(train), features(pairs.validation));
}

/**
 * A linear model in closed form, of the candidates the one with the best mean reciprocal rank among the
 * validation pairs. `ridge`: photos are mapped into standardised recipe space, where recipes stay as they are.
 * `cca`: both are projected on their canonical directions, scaled by rho^power (Gong et al. 2014).
 * @throws SejeError TRAINING_DIVERGED where a lambda is too small for the data
 */
export async function fitLinear(
  problem: LinearProblem,
  settings: LinearSettings,
  onProgress: OnProgress = noProgress,
): Promise<LinearFit> {
  const scored: Scored[] = [];
  for (const [i, lambda] of settings.lambdas.entries()) {
    scored.push(bestOf(problem, lambda, settings));
    onProgress({ step: settings.name, done: i + 1, total: settings.lambdas.length });
    await turnOfTheEventLoop(); // signals get their turn here
  }
  const best = firstOfTheBest(scored);
  const { lambda, power, photo, recipe } = best.projections;
  const { weights, input, output } = problem.ridge(lambda);
  return {
    weights: {
      recipe: affineWeights(output, recipe),
      image: affineWeights(input, product(weights, photo)),
    },
    chosen: { lambda, ...(power !== undefined && { power }), validationScore: best.score },
  };
}

function candidates(problem: LinearProblem, lambda: number, settings: LinearSettings): Projections[] {
  if (settings.name === 'ridge') {
    const asItIs = identityMatrix(problem.ridge(lambda).weights.columns);
    return [{ lambda, photo: asItIs, recipe: asItIs }];
  }
  const { correlations, prediction, output } = problem.canonical(lambda);
  return settings.powers.map((power) => {
    const scale = correlations.map((rho) => rho ** power);
    return { lambda, power, photo: scaledColumns(prediction, scale), recipe: scaledColumns(output, scale) };
  });
}

interface Scored {
  readonly projections: Projections;
  readonly score: number;
}

function bestOf(problem: LinearProblem, lambda: number, settings: LinearSettings): Scored {
  const { predicted, recipes } = problem.validationPairs(lambda);
  const scored = candidates(problem, lambda, settings).map((projections) => {
    const photos = unitRows(product(predicted, projections.photo));
    const texts = unitRows(product(recipes, projections.recipe));
    const score = (meanReciprocalRank(photos, texts) + meanReciprocalRank(texts, photos)) / 2;
    return { projections, score };
  });
  return firstOfTheBest(scored);
}

function firstOfTheBest(scored: readonly Scored[]): Scored {
  return scored.reduce((best, next) => (next.score > best.score ? next : best));
}

/** Standardising and then `map` [in, E] as one: `mean` [in] and `kernel` [in, E]. */
function affineWeights({ mean, scale }: Standardiser, { rows, columns, data }: DoubleMatrix): NamedWeights {
  const kernel = Float32Array.from(data, (weight, p) => {
    const spread = scale[Math.floor(p / columns)]!;
    return spread < SMALLEST_SCALE ? 0 : weight / spread;
  });
  return {
    mean: { shape: [rows], data: Float32Array.from(mean) },
    kernel: { shape: [rows, columns], data: kernel },
  };
}
