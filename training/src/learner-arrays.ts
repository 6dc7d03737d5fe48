import type { LearnerState } from './learner.js';
import { type NamedWeights, prefixed, under } from './networks/named-weights.js';

/** Steps that the Adams of a learner have taken: all of its state that is not an array. */
export interface LearnerSteps {
  readonly adamSteps: number;
  readonly discriminatorSteps: number;
}

/** A learner's arrays under the names that they have in a checkpoint. */
export function arraysOfLearner(learner: LearnerState): NamedWeights {
  const { weights, classifier, discriminator, adam, discriminatorAdam } = learner;
  return {
    ...prefixed('weights.recipe.', weights.recipe),
    ...prefixed('weights.image.', weights.image),
    ...prefixed('weights.classifier.', classifier),
    ...prefixed('weights.discriminator.', discriminator),
    ...prefixed('adam.', adam.moments),
    ...prefixed('discriminatorAdam.', discriminatorAdam.moments),
  };
}

export function stepsOfLearner({ adam, discriminatorAdam }: LearnerState): LearnerSteps {
  return { adamSteps: adam.steps, discriminatorSteps: discriminatorAdam.steps };
}

export function learnerOfArrays(
  arrays: NamedWeights,
  { adamSteps, discriminatorSteps }: LearnerSteps,
): LearnerState {
  return {
    weights: { recipe: under('weights.recipe.', arrays), image: under('weights.image.', arrays) },
    classifier: under('weights.classifier.', arrays),
    discriminator: under('weights.discriminator.', arrays),
    adam: { steps: adamSteps, moments: under('adam.', arrays) },
    discriminatorAdam: { steps: discriminatorSteps, moments: under('discriminatorAdam.', arrays) },
  };
}
