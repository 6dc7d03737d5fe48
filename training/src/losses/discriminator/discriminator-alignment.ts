import type * as tensorflow from '@tensorflow/tfjs';
import type { ModalityDiscriminator } from '../../networks/modality-discriminator.js';
import type { Tf } from '../../tensor-engine/tensor-engine.js';

/** Embeddings of a batch, and where between each pair the discriminator's slope is looked at. */
export interface DiscriminatorBatch {
  /** v, "real", [B, E]. */
  readonly images: tensorflow.Tensor2D;
  /** r, "fake", [B, E]. */
  readonly recipes: tensorflow.Tensor2D;
  /** a in x = a v + (1 - a) r, [B, 1] in [0, 1). */
  readonly shares: tensorflow.Tensor2D;
}

/** What the discriminator minimises, in its parts. */
export interface DiscriminatorTerms {
  /** How well images and recipes are told apart; smaller is better. */
  readonly separation: tensorflow.Scalar;
  /** Before its weight. */
  readonly gradientPenalty: tensorflow.Scalar;
}

/** Two that work against each other: what the discriminator minimises, and what the encoders do. */
export interface DiscriminatorAlignment {
  discriminatorTerms(tf: Tf, d: ModalityDiscriminator, batch: DiscriminatorBatch): DiscriminatorTerms;
  /** L_DA: of the recipes alone, since images are what recipes are to be taken for. @param recipes [B, E] */
  encoderTerm(tf: Tf, d: ModalityDiscriminator, recipes: tensorflow.Tensor2D): tensorflow.Scalar;
}

/** a v + (1 - a) r, [B, E]. */
export function between(tf: Tf, { images, recipes, shares }: DiscriminatorBatch): tensorflow.Tensor2D {
  return tf.add(tf.mul(images, shares), tf.mul(recipes, tf.sub(1, shares)));
}
