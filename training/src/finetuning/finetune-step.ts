import type { Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { TrainPair } from '../data/batch-sampler.js';
import { photoCategoryInputs } from '../data/batch-tensors.js';
import type { FeatureSet } from '../data/feature-set.js';
import { type StepOutcome, jointStep } from '../joint-step.js';
import type { LossSettings } from '../losses/loss-settings.js';
import { prefixed } from '../networks/named-weights.js';
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
 * encoders, classifier and trunk; one step of Adam each. Leaves no tensor behind.
 */
export function finetuneStep(
  { learner, featureSet, loss, random }: FinetuneStepParts,
  { pairs, ...photos }: PhotoPairs,
  rates: Rates,
): StepOutcome {
  const { encoders, trunkAdam, pass: settings } = learner;
  const { tf } = settings;
  return tf.tidy(() => {
    const pass = passForward(settings, photos);
    const feature = tf.variable(pass.features); // [B, F]
    const photoRows = pairs.map((pair) => pair.photoRow);
    const image = {
      feature: feature as unknown as tensorflow.Tensor2D,
      ...photoCategoryInputs(tf, featureSet, photoRows),
    };
    const parts = { tf, learner: encoders, featureSet, loss, random };
    try {
      return jointStep(parts, { pairs, image, besides: { [FEATURES]: feature } }, (found) => {
        const { [FEATURES]: upstream, ...ofEncoders } = found;
        const ofTrunk = passBack(settings, pass, upstream as tensorflow.Tensor2D);
        return {
          gradients: { ...ofEncoders, ...prefixed('trunk.', ofTrunk) },
          take: () => {
            encoders.adam.step(ofEncoders, rates.encoders);
            trunkAdam.step(ofTrunk, rates.trunk);
          },
        };
      });
    } finally {
      feature.dispose();
    }
  });
}
