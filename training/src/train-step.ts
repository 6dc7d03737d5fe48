import type * as tensorflow from '@tensorflow/tfjs';
import type { Adam } from './adam.js';
import type { TrainPair } from './data/batch-sampler.js';
import { photoInputs, recipeInputs } from './data/batch-tensors.js';
import type { FeatureSet } from './data/feature-set.js';
import type { Experiment } from './experiment.js';
import { jointLoss } from './losses/joint-loss.js';
import type { JointEmbedding } from './networks/joint-embedding.js';
import type { Tf } from './tensor-engine/tensor-engine.js';

export interface StepParts {
  readonly tf: Tf;
  readonly model: JointEmbedding;
  readonly adam: Adam;
  readonly featureSet: FeatureSet;
  readonly loss: Experiment['loss'];
}

export interface StepOutcome {
  /** The loss. */
  readonly total: number;
  /** Euclidean norm over the gradients of all weights. */
  readonly gradientNorm: number;
  readonly terms: Readonly<Record<string, number>>;
}

/**
 * One batch: forward, loss, gradients, one step of Adam. Leaves no tensor behind. Where loss or gradients
 * are not finite, Adam takes no step: see `isUsable`.
 */
export function trainStep(
  { tf, model, adam, featureSet, loss }: StepParts,
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
    const instances = recipes.map((row) => row.termRow);
    const moved = model.trainable();
    let terms: Record<string, number> = {};
    const { value, grads } = tf.variableGrads(() => {
      const embedded = {
        images: model.image.encode(photoBatch, 'train'), // [B, E]
        recipes: model.recipe.encode(recipeBatch, 'train'), // [B, E]
        instances,
      };
      const joint = jointLoss(tf, embedded, loss);
      terms = Object.fromEntries(Object.entries(joint.terms).map(([name, term]) => [name, numberOf(term)]));
      return joint.total;
    }, Object.values(moved));
    const outcome = { total: numberOf(value), gradientNorm: normOf(tf, Object.values(grads)), terms };
    if (isUsable(outcome)) {
      const byName = Object.entries(moved).map(([name, { name: id }]) => [name, grads[id]!]);
      adam.step(Object.fromEntries(byName) as Record<string, tensorflow.Tensor>, learningRate);
    }
    return outcome;
  });
}

/** Whether a step could be taken: loss and gradients are numbers. */
export function isUsable({ total, gradientNorm }: StepOutcome): boolean {
  return Number.isFinite(total) && Number.isFinite(gradientNorm);
}

function normOf(tf: Tf, gradients: readonly tensorflow.Tensor[]): number {
  const squares = gradients.map((gradient) => tf.sum<tensorflow.Scalar>(tf.square(gradient)));
  return Math.sqrt(numberOf(tf.addN(squares)));
}

function numberOf(scalar: tensorflow.Scalar): number {
  return scalar.dataSync()[0]!;
}
