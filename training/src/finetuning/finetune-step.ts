import type { Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { TrainPair } from '../data/batch-sampler.js';
import { photoCategoryInputs, recipeInputs } from '../data/batch-tensors.js';
import type { FeatureSet } from '../data/feature-set.js';
import { discriminatorStep } from '../discriminator-step.js';
import { type EncodedRows, embeddingStatistics } from '../embedding-statistics.js';
import { jointLoss } from '../losses/joint-loss.js';
import type { LossSettings } from '../losses/loss-settings.js';
import { namedGradients, normOf, numberOf } from '../named-gradients.js';
import { type StepOutcome, isUsable, keptRows } from '../train-step.js';
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
): StepOutcome {
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
    let encoded: { readonly images: EncodedRows; readonly recipes: EncodedRows } | undefined;
    let figures: Pick<StepOutcome, 'terms' | 'mining'> | undefined;
    const moved = namedGradients(tf, { ...encoders.moved(), [FEATURES]: feature }, () => {
      const image = { feature: feature as unknown as tensorflow.Tensor2D, ...inputs.categories };
      encoded = {
        images: keptRows(tf, model.image.project(image, 'train')),
        recipes: keptRows(tf, model.recipe.project(inputs.recipes, 'train')),
      };
      const embedded = { images: encoded.images.unit, recipes: encoded.recipes.unit, ...labels };
      const joint = jointLoss(tf, embedded, parts);
      const terms = Object.entries(joint.terms).map(([name, term]) => [name, numberOf(term)] as const);
      figures = { terms: Object.fromEntries(terms), mining: joint.mining };
      return joint.total;
    });
    feature.dispose();
    const { images, recipes: recipeRows } = encoded!;
    try {
      const { [FEATURES]: upstream, ...ofEncoders } = moved.gradients;
      const ofTrunk = passBack(settings, pass, upstream as tensorflow.Tensor2D);
      const gradientNorm = normOf(tf, [...Object.values(ofEncoders), ...Object.values(ofTrunk)]);
      const embedding = embeddingStatistics(tf, { images, recipes: recipeRows });
      const outcome = { total: moved.value, ...figures!, embedding, gradientNorm };
      if (!isUsable(outcome)) return { ...outcome, notFinite: [...moved.notFinite] };
      adam.step(ofEncoders, rates.encoders);
      trunkAdam.step(ofTrunk, rates.trunk);
      if (discriminator === undefined) return outcome;
      const step = { tf, learner: discriminator, settings: loss.discriminator, random };
      const embeddings = { images: images.unit, recipes: recipeRows.unit };
      return { ...outcome, discriminator: discriminatorStep(step, embeddings) };
    } finally {
      tf.dispose([images.projected, images.unit, recipeRows.projected, recipeRows.unit]);
    }
  });
}
