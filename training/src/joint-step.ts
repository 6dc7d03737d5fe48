import type { Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { TrainPair } from './data/batch-sampler.js';
import { recipeInputs } from './data/batch-tensors.js';
import type { FeatureSet } from './data/feature-set.js';
import { type DiscriminatorOutcome, discriminatorStep } from './discriminator-step.js';
import { type EmbeddingStatistics, type EncodedRows, embeddingStatistics } from './embedding-statistics.js';
import type { Learner } from './learner.js';
import { jointLoss } from './losses/joint-loss.js';
import type { LossSettings } from './losses/loss-settings.js';
import type { MinedStatistics } from './mining/mined-statistics.js';
import { type Gradients, namedGradients, normOf, numberOf } from './named-gradients.js';
import type { ImageInputs } from './networks/image-encoder.js';
import { l2Normalise } from './networks/layers.js';
import type { Variables } from './networks/variables.js';
import type { Tf } from './tensor-engine/tensor-engine.js';

export interface StepParts {
  readonly tf: Tf;
  readonly learner: Learner;
  readonly featureSet: FeatureSet;
  readonly loss: LossSettings;
  /** Of this step alone. */
  readonly random: Random;
}

export type StepOutcome = {
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
};

/** A batch, with what its photos are to the image encoder. */
export interface JointBatch {
  readonly pairs: readonly TrainPair[];
  readonly image: ImageInputs;
  /** What gradients are wanted for besides encoders and classifier. */
  readonly besides?: Variables;
}

/** What is to be moved, and how. */
export interface Move {
  readonly gradients: Gradients;
  /** Takes the step: called where all gradients are numbers. */
  readonly take: () => void;
}

/**
 * One batch: forward, loss, gradients, one step along `moveOf` these; then one of the discriminator, where there is
 * one, on the batch's embeddings of before. Where loss or gradients are not finite, no step is taken: see `isUsable`.
 * To be called in a `tidy`.
 */
export function jointStep(
  { tf, learner, featureSet, loss, random }: StepParts,
  { pairs, image, besides = {} }: JointBatch,
  moveOf: (found: Gradients) => Move,
): StepOutcome {
  const rows = pairs.map(({ row, withoutInstructions }) =>
    withoutInstructions ? { ...row, sentenceCount: 0 } : row,
  );
  const recipe = recipeInputs(tf, featureSet, rows);
  const labels = {
    instances: rows.map((row) => row.termRow),
    categories: rows.map((row) => row.category),
  };
  const { model, classifier, discriminator } = learner;
  const parts = { settings: loss, random, classifier, discriminator: discriminator?.network };
  let encoded: { readonly images: EncodedRows; readonly recipes: EncodedRows } | undefined;
  let figures: Pick<StepOutcome, 'terms' | 'mining'> | undefined;
  const found = namedGradients(tf, { ...learner.moved(), ...besides }, () => {
    encoded = {
      images: keptRows(tf, model.image.project(image, 'train')),
      recipes: keptRows(tf, model.recipe.project(recipe, 'train')),
    };
    const embedded = { images: encoded.images.unit, recipes: encoded.recipes.unit, ...labels };
    const joint = jointLoss(tf, embedded, parts);
    const terms = Object.entries(joint.terms).map(([name, term]) => [name, numberOf(term)] as const);
    figures = { terms: Object.fromEntries(terms), mining: joint.mining };
    return joint.total;
  });
  const { images, recipes } = encoded!;
  try {
    const move = moveOf(found.gradients);
    const { norm, notFinite } = normOf(tf, move.gradients);
    const embedding = embeddingStatistics(tf, { images, recipes });
    const outcome = { total: found.value, ...figures!, embedding, gradientNorm: norm };
    if (!isUsable(outcome)) return { ...outcome, notFinite: [...notFinite] };
    move.take();
    if (discriminator === undefined) return outcome;
    const step = { tf, learner: discriminator, settings: loss.discriminator, random };
    const embeddings = { images: images.unit, recipes: recipes.unit };
    return { ...outcome, discriminator: discriminatorStep(step, embeddings) };
  } finally {
    tf.dispose([images.projected, images.unit, recipes.projected, recipes.unit]);
  }
}

/** Rows that outlive the gradient in which they were made, [B, E]. */
function keptRows(tf: Tf, projected: tensorflow.Tensor2D): EncodedRows {
  return { projected: tf.keep(projected), unit: tf.keep(l2Normalise(tf, projected)) };
}

/** Whether a step could be taken: losses and gradients are numbers. */
export function isUsable({ total, gradientNorm, discriminator }: StepOutcome): boolean {
  const figures = [total, gradientNorm, discriminator?.loss ?? 0, discriminator?.gradientNorm ?? 0];
  return figures.every(Number.isFinite);
}
