import type { Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { TrainPair } from '../data/batch-sampler.js';
import { photoCategoryInputs, recipeInputs } from '../data/batch-tensors.js';
import type { FeatureSet } from '../data/feature-set.js';
import { type DiscriminatorOutcome, discriminatorStep } from '../discriminator-step.js';
import { jointLoss } from '../losses/joint-loss.js';
import type { LossSettings } from '../losses/loss-settings.js';
import type { EmbeddedBatch } from '../losses/retrieval-loss.js';
import type { Gradients } from '../accumulated-gradients.js';
import { namedGradients, numberOf } from '../named-gradients.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { FinetuneLearner } from './finetune-learner.js';
import type { Photos } from './micro-batches.js';
import { passBack, passForward } from './trunk-passes.js';

export interface FinetuneStepParts {
  readonly learner: FinetuneLearner;
  readonly featureSet: FeatureSet;
  readonly loss: LossSettings;
  /** Of this step alone. */
  readonly random: Random;
}

/** Pairs, with the photos that stand for them. */
export interface PhotoPairs extends Photos {
  readonly pairs: readonly TrainPair[];
}

/** Step sizes. */
export interface Rates {
  readonly encoders: number;
  readonly trunk: number;
}

export interface FinetuneOutcome {
  /** The loss. */
  readonly total: number;
  /** Euclidean norm over the gradients of encoders, classifier and trunk. */
  readonly gradientNorm: number;
  readonly terms: Readonly<Record<string, number>>;
  /** Absent where the loss has none, or no step could be taken before its own. */
  readonly discriminator?: DiscriminatorOutcome;
}

/** Names the features among the weights that a gradient is wanted for. */
const FEATURES = 'features';

/**
 * `trainStep` end to end: photos through the trunk, the joint loss of the whole batch, and its gradients back to
 * encoders, classifier and trunk; one step of Adam each, and one of the discriminator where there is one.
 */
export function finetuneStep(
  { learner, featureSet, loss, random }: FinetuneStepParts,
  { pairs, ...photos }: PhotoPairs,
  rates: Rates,
): FinetuneOutcome {
  const { encoders, trunkAdam, pass: settings } = learner;
  const { tf } = settings;
  return tf.tidy(() => {
    const recipes = pairs.map(({ row, withoutInstructions }) =>
      withoutInstructions ? { ...row, sentenceCount: 0 } : row,
    );
    const photoRows = pairs.map((pair) => pair.photoRow);
    const inputs = {
      recipes: recipeInputs(tf, featureSet, recipes),
      categories: photoCategoryInputs(tf, featureSet, photoRows),
    };
    const labels = {
      instances: recipes.map((row) => row.termRow),
      categories: recipes.map((row) => row.category),
    };
    const { model, classifier, discriminator, adam } = encoders;
    const parts = { settings: loss, random, classifier, discriminator: discriminator?.network };
    const pass = passForward(settings, photos);
    const feature = tf.variable(pass.features); // [B, F]
    let embedded: EmbeddedBatch | undefined;
    let terms: Record<string, number> = {};
    const moved = namedGradients(tf, { ...encoders.moved(), [FEATURES]: feature }, () => {
      const image = { feature: feature as unknown as tensorflow.Tensor2D, ...inputs.categories };
      embedded = {
        images: tf.keep(model.image.encode(image, 'train')), // [B, E]
        recipes: tf.keep(model.recipe.encode(inputs.recipes, 'train')), // [B, E]
        ...labels,
      };
      const joint = jointLoss(tf, embedded, parts);
      terms = Object.fromEntries(Object.entries(joint.terms).map(([name, term]) => [name, numberOf(term)]));
      return joint.total;
    });
    feature.dispose();
    const { images, recipes: recipeRows } = embedded!;
    try {
      const { [FEATURES]: upstream, ...ofEncoders } = moved.gradients;
      const ofTrunk = passBack(settings, pass, upstream as tensorflow.Tensor2D);
      const gradientNorm = Math.hypot(normOf(tf, ofEncoders), normOf(tf, ofTrunk));
      const outcome = { total: moved.value, terms, gradientNorm };
      if (!isTaken(outcome)) return outcome;
      adam.step(ofEncoders, rates.encoders);
      trunkAdam.step(ofTrunk, rates.trunk);
      if (discriminator === undefined) return outcome;
      const step = { tf, learner: discriminator, settings: loss.discriminator, random };
      return { ...outcome, discriminator: discriminatorStep(step, { images, recipes: recipeRows }) };
    } finally {
      tf.dispose([images, recipeRows]);
    }
  });
}

/** Whether a step could be taken: losses and gradients are numbers. */
export function isTaken({ total, gradientNorm, discriminator }: FinetuneOutcome): boolean {
  const figures = [total, gradientNorm, discriminator?.loss ?? 0, discriminator?.gradientNorm ?? 0];
  return figures.every(Number.isFinite);
}

function normOf(tf: Tf, gradients: Gradients): number {
  const squares = Object.values(gradients).map((gradient) => tf.sum<tensorflow.Scalar>(tf.square(gradient)));
  return Math.sqrt(numberOf(tf.addN(squares)));
}
