import type { Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { TrainPair } from './data/batch-sampler.js';
import { photoInputs, recipeInputs } from './data/batch-tensors.js';
import type { FeatureSet } from './data/feature-set.js';
import { type DiscriminatorOutcome, discriminatorStep } from './discriminator-step.js';
import { type EmbeddingStatistics, type EncodedRows, embeddingStatistics } from './embedding-statistics.js';
import type { Learner } from './learner.js';
import { jointLoss } from './losses/joint-loss.js';
import type { LossSettings } from './losses/loss-settings.js';
import type { MinedStatistics } from './mining/mined-statistics.js';
import { namedGradients, numberOf } from './named-gradients.js';
import { l2Normalise } from './networks/layers.js';
import type { Tf } from './tensor-engine/tensor-engine.js';

export interface StepParts {
  readonly tf: Tf;
  readonly learner: Learner;
  readonly featureSet: FeatureSet;
  readonly loss: LossSettings;
  /** Of this step alone. */
  readonly random: Random;
}

export interface StepOutcome {
  /** The loss. */
  readonly total: number;
  /** Euclidean norm over the gradients of all weights that the loss moves. */
  readonly gradientNorm: number;
  /** Whose gradients are no numbers; absent as long as all is well. */
  readonly notFinite?: string[];
  readonly terms: Readonly<Record<string, number>>;
  readonly mining: MinedStatistics;
  readonly embedding: EmbeddingStatistics;
  /** Absent where the loss has none, or no step could be taken before its own. */
  readonly discriminator?: DiscriminatorOutcome;
}

/**
 * One batch: forward, loss, gradients, one step of Adam; then one of the discriminator, where there is one,
 * on the batch's embeddings of before. Leaves no tensor behind. Where loss or gradients are not finite, Adam
 * takes no step: see `isUsable`.
 */
export function trainStep(
  { tf, learner, featureSet, loss, random }: StepParts,
  batch: readonly TrainPair[],
  learningRate: number,
): StepOutcome {
  return tf.tidy(() => {
    const recipes = batch.map(({ row, withoutInstructions }) =>
      withoutInstructions ? { ...row, sentenceCount: 0 } : row,
    );
    const recipeBatch = recipeInputs(tf, featureSet, recipes);
    const photoBatch = photoInputs(
      tf,
      featureSet,
      batch.map((pair) => pair.photoRow),
    );
    const labels = {
      instances: recipes.map((row) => row.termRow),
      categories: recipes.map((row) => row.category),
    };
    const { model, classifier, discriminator, adam } = learner;
    const parts = { settings: loss, random, classifier, discriminator: discriminator?.network };
    let encoded: { readonly images: EncodedRows; readonly recipes: EncodedRows } | undefined;
    let figures: Pick<StepOutcome, 'terms' | 'mining'> | undefined;
    const moved = namedGradients(tf, learner.moved(), () => {
      encoded = {
        images: keptRows(tf, model.image.project(photoBatch, 'train')),
        recipes: keptRows(tf, model.recipe.project(recipeBatch, 'train')),
      };
      const embedded = { images: encoded.images.unit, recipes: encoded.recipes.unit, ...labels };
      const joint = jointLoss(tf, embedded, parts);
      const terms = Object.entries(joint.terms).map(([name, term]) => [name, numberOf(term)] as const);
      figures = { terms: Object.fromEntries(terms), mining: joint.mining };
      return joint.total;
    });
    const { images, recipes: recipeRows } = encoded!;
    try {
      const embedding = embeddingStatistics(tf, { images, recipes: recipeRows });
      const outcome = { total: moved.value, ...figures!, embedding, gradientNorm: moved.norm };
      if (!isUsable(outcome)) return { ...outcome, notFinite: [...moved.notFinite] };
      adam.step(moved.gradients, learningRate);
      if (discriminator === undefined) return outcome;
      const step = { tf, learner: discriminator, settings: loss.discriminator, random };
      const embeddings = { images: images.unit, recipes: recipeRows.unit };
      return { ...outcome, discriminator: discriminatorStep(step, embeddings) };
    } finally {
      tf.dispose([images.projected, images.unit, recipeRows.projected, recipeRows.unit]);
    }
  });
}

/** Rows that outlive the gradient in which they were made, [B, E]. */
export function keptRows(tf: Tf, projected: tensorflow.Tensor2D): EncodedRows {
  return { projected: tf.keep(projected), unit: tf.keep(l2Normalise(tf, projected)) };
}

/** Whether a step could be taken: losses and gradients are numbers. */
export function isUsable({ total, gradientNorm, discriminator }: StepOutcome): boolean {
  const figures = [total, gradientNorm, discriminator?.loss ?? 0, discriminator?.gradientNorm ?? 0];
  return figures.every(Number.isFinite);
}
