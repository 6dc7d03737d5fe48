import type * as tensorflow from '@tensorflow/tfjs';
import type { MinedStatistics } from '../mining/mined-statistics.js';
import type { CategoryClassifier } from '../networks/category-classifier.js';
import type { ModalityDiscriminator } from '../networks/modality-discriminator.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { categoryAlignment } from './category-alignment.js';
import { createAlignment } from './discriminator/create-alignment.js';
import { type EmbeddedBatch, type LossTerms, type RetrievalParts, retrievalLoss } from './retrieval-loss.js';

export interface JointLoss {
  /** What the encoders and the classifier minimise: the sum of the terms. */
  readonly total: tensorflow.Scalar;
  /** Each term with its weight applied, by name. */
  readonly terms: LossTerms;
  /** Of the triplets that the retrieval loss mined. */
  readonly mining: MinedStatistics;
}

export interface JointLossParts extends RetrievalParts {
  /** There where the settings give L_CA a weight. */
  readonly classifier?: CategoryClassifier | undefined;
  /** There where the settings give L_DA a weight. */
  readonly discriminator?: ModalityDiscriminator | undefined;
}

/**
 * The objective of Phase II (SEJE, section 4):
 *
 *     L = L_TRI + lambda1 (L_CA-V + L_CA-R) + lambda2 L_DA
 *
 * Which terms there are, and what stands for L_TRI, is the experiment's `loss`. Every term is named, and the
 * sum is the last line.
 */
export function jointLoss(tf: Tf, batch: EmbeddedBatch, parts: JointLossParts): JointLoss {
  const retrieval = retrievalLoss(tf, batch, parts);
  const terms = {
    ...retrieval.terms,
    ...categoryTerms(tf, batch, parts),
    ...discriminatorTerm(tf, batch, parts),
  };
  return { total: tf.addN(Object.values(terms)), terms, mining: retrieval.mining };
}

function categoryTerms(tf: Tf, batch: EmbeddedBatch, { settings, classifier }: JointLossParts): LossTerms {
  if (classifier === undefined) return {};
  const { weight, background } = settings.category;
  const term = (embeddings: tensorflow.Tensor2D): tensorflow.Scalar => {
    const targets = { categories: batch.categories, background };
    return tf.mul(categoryAlignment(tf, classifier.logits(embeddings), targets), weight);
  };
  return { imageCategory: term(batch.images), recipeCategory: term(batch.recipes) };
}

function discriminatorTerm(
  tf: Tf,
  { recipes }: EmbeddedBatch,
  { settings, discriminator }: JointLossParts,
): LossTerms {
  if (discriminator === undefined) return {};
  const { form, weight } = settings.discriminator;
  return { modality: tf.mul(createAlignment(form).encoderTerm(tf, discriminator, recipes), weight) };
}
