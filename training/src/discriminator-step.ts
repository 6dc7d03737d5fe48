import type { Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { DiscriminatorLearner } from './learner.js';
import { createAlignment } from './losses/discriminator/create-alignment.js';
import type { LossSettings } from './losses/loss-settings.js';
import { namedGradients, normOf, numberOf } from './named-gradients.js';
import type { Tf } from './tensor-engine/tensor-engine.js';

export type DiscriminatorOutcome = {
  /** What it minimises: separation + weight x gradient penalty. */
  readonly loss: number;
  /** Smaller: images and recipes are told apart better. */
  readonly separation: number;
  /** Before its weight. */
  readonly gradientPenalty: number;
  /** Euclidean norm over the gradients of its weights. */
  readonly gradientNorm: number;
};

export interface DiscriminatorStepParts {
  readonly tf: Tf;
  readonly learner: DiscriminatorLearner;
  readonly settings: LossSettings['discriminator'];
  readonly random: Random;
}

/**
 * One step of the discriminator by its own Adam, on the embeddings of a batch, [B, E] each, through which
 * nothing flows back to the encoders.
 */
export function discriminatorStep(
  { tf, learner, settings, random }: DiscriminatorStepParts,
  embeddings: { readonly images: tensorflow.Tensor2D; readonly recipes: tensorflow.Tensor2D },
): DiscriminatorOutcome {
  return tf.tidy(() => {
    const { network, adam } = learner;
    const [rows] = embeddings.images.shape;
    const shares = tf.tensor2d(
      Array.from({ length: rows }, () => random.float()),
      [rows, 1],
    );
    let parts = { separation: NaN, gradientPenalty: NaN };
    const { value, gradients } = namedGradients(tf, network.weights, () => {
      const batch = { ...embeddings, shares };
      const terms = createAlignment(settings.form).discriminatorTerms(tf, network, batch);
      const { separation, gradientPenalty } = terms;
      parts = { separation: numberOf(separation), gradientPenalty: numberOf(gradientPenalty) };
      return tf.add(separation, tf.mul(gradientPenalty, settings.gradientPenalty));
    });
    const { norm } = normOf(tf, gradients);
    const outcome = { loss: value, ...parts, gradientNorm: norm };
    if (Number.isFinite(value) && Number.isFinite(norm)) adam.step(gradients, settings.learningRate);
    return outcome;
  });
}
