import type * as tensorflow from '@tensorflow/tfjs';
import type { Tf } from '../../tensor-engine/tensor-engine.js';
import { type DiscriminatorAlignment, between } from './discriminator-alignment.js';
import { unitSlopePenalty } from './unit-slope-penalty.js';

/**
 * Discriminator alignment as SEJE's released code has it, with P = sigmoid(D) in place of D, whose logarithm
 * is not defined: image v "real", recipe r "fake", the discriminator minimises
 *
 *     log(1 - mean P(v)) + log(mean P(r)) + 10 mean (|d log P(x) / dx| - 1)²,   x = a v + (1 - a) r
 *
 * and the encoders minimise L_DA = log(1 - mean P(r)).
 */
export const logAlignment: DiscriminatorAlignment = {
  discriminatorTerms: (tf, d, batch) => {
    const { scores, slopes } = d.scored(between(tf, batch));
    const logSlopes = tf.mul(tf.sigmoid(tf.neg(scores)), slopes); // d log P = (1 - P) dD, [B, E]
    return {
      separation: tf.add(
        logMeanSigmoid(tf, tf.neg(d.scores(batch.images))),
        logMeanSigmoid(tf, d.scores(batch.recipes)),
      ),
      gradientPenalty: unitSlopePenalty(tf, logSlopes),
    };
  },
  encoderTerm: (tf, d, recipes) => logMeanSigmoid(tf, tf.neg(d.scores(recipes))),
};

/** log(mean sigmoid(x)), finite for every x; with -x it is log(1 - mean sigmoid(x)). @param x [B, 1] */
function logMeanSigmoid(tf: Tf, x: tensorflow.Tensor2D): tensorflow.Scalar {
  const logs = tf.neg(tf.softplus(tf.neg(x))); // log sigmoid(x), [B, 1]
  return tf.sub(tf.logSumExp<tensorflow.Scalar>(logs), Math.log(x.shape[0]));
}
