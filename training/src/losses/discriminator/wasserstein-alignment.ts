import { type DiscriminatorAlignment, between } from './discriminator-alignment.js';
import { unitSlopePenalty } from './unit-slope-penalty.js';

/**
 * Discriminator alignment as the authors' next system, MSJE, writes it: Wasserstein with gradient penalty
 * (Gulrajani et al. 2017), image v "real", recipe r "fake", D a critic without sigmoid. It minimises
 *
 *     -mean D(v) + mean D(r) + 10 mean (|D'(x)| - 1)²,   x = a v + (1 - a) r
 *
 * and the encoders minimise L_DA = -mean D(r).
 */
export const wassersteinAlignment: DiscriminatorAlignment = {
  discriminatorTerms: (tf, d, batch) => ({
    separation: tf.sub(tf.mean(d.scores(batch.recipes)), tf.mean(d.scores(batch.images))),
    gradientPenalty: unitSlopePenalty(tf, d.scored(between(tf, batch)).slopes),
  }),
  encoderTerm: (tf, d, recipes) => tf.neg(tf.mean(d.scores(recipes))),
};
