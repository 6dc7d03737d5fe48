import type { TrainPair } from './data/batch-sampler.js';
import { photoInputs } from './data/batch-tensors.js';
import { type StepOutcome, type StepParts, jointStep } from './joint-step.js';

/** One batch of features: `jointStep` with one step of Adam. Leaves no tensor behind. */
export function trainStep(parts: StepParts, batch: readonly TrainPair[], learningRate: number): StepOutcome {
  const { tf, learner, featureSet } = parts;
  const photoRows = batch.map((pair) => pair.photoRow);
  return tf.tidy(() =>
    jointStep(parts, { pairs: batch, image: photoInputs(tf, featureSet, photoRows) }, (gradients) => ({
      gradients,
      take: () => learner.adam.step(gradients, learningRate),
    })),
  );
}
