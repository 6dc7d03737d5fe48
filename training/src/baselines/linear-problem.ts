import type { Matrix } from '@seje/core';
import { type CanonicalDirections, canonicalDirections } from './canonical-correlation.js';
import { product } from './double-matrix.js';
import { type RidgeModel, ridgeProblem, solveRidge, standardisedGram } from './ridge.js';
import { standardised } from './standardiser.js';
import type { DoubleMatrix } from './symmetric-solver.js';

/** Row i of both belongs to pair i. */
export interface LinearPairs {
  /** [N, F] */
  readonly photos: Matrix;
  /** [N, D] */
  readonly recipes: Matrix;
}

/** The validation pairs in standardised recipe space: predicted from the photo, and the recipe's own. Both [V, D]. */
export interface ValidationPairs {
  readonly predicted: DoubleMatrix;
  readonly recipes: DoubleMatrix;
}

/** What the linear methods have in common on one set of pairs, each part computed once, when first asked for. */
export class LinearProblem {
  private readonly equations;
  private readonly recipeGram;
  private readonly solutions = new Map<number, RidgeModel>();
  private readonly directions = new Map<number, CanonicalDirections>();
  private readonly validations = new Map<number, ValidationPairs>();

  constructor(
    train: LinearPairs,
    private readonly validation: LinearPairs,
  ) {
    this.equations = ridgeProblem(train.photos, train.recipes);
    this.recipeGram = standardisedGram(train.recipes, this.equations.output);
  }

  /** Ridge regression of the recipes on the photos. */
  ridge(lambda: number): RidgeModel {
    return computedOnce(this.solutions, lambda, () => solveRidge(this.equations, lambda));
  }

  /** Canonical directions of both sides. */
  canonical(lambda: number): CanonicalDirections {
    return computedOnce(this.directions, lambda, () =>
      canonicalDirections(this.equations, this.ridge(lambda), this.recipeGram),
    );
  }

  validationPairs(lambda: number): ValidationPairs {
    const { input, output } = this.equations;
    return computedOnce(this.validations, lambda, () => ({
      predicted: product(standardised(this.validation.photos, input), this.ridge(lambda).weights),
      recipes: standardised(this.validation.recipes, output),
    }));
  }
}

function computedOnce<T>(known: Map<number, T>, key: number, compute: () => T): T {
  const value = known.get(key) ?? compute();
  known.set(key, value);
  return value;
}
