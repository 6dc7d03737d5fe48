import type { Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import type { Experiment } from '../experiment.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { linearWeights, lstmWeights, normWeights } from './initial-weights.js';
import { batchNorm, l2Normalise, linear, type Mode } from './layers.js';
import { type PackedSequences, lastStates } from './lstm.js';
import type { NamedWeights } from './named-weights.js';
import type { Variables } from './variables.js';

export type NetworkSettings = Experiment['network'];

export interface RecipeInputs extends PackedSequences {
  /** f_term, [B, Dt]. */
  readonly term: tensorflow.Tensor2D;
}

/**
 * `term.kernel [Dt, Ht]`, `term.bias`, `lstm.kernel [Ds, 4H]`, `lstm.recurrentKernel [H, 4H]`, `lstm.bias`,
 * `joint.kernel [Ht + H, E]`, `joint.bias`, `norm.gamma|beta|movingMean|movingVariance [E]`. Without
 * `sentences` there is no `lstm.*`, and `joint.kernel` is [Ht, E].
 */
export function initialRecipeWeights(
  { termDimension, sentenceDimension }: { termDimension: number; sentenceDimension: number },
  { termHidden, sentences, sentenceHidden, jointDimension }: NetworkSettings,
  random: Random,
): NamedWeights {
  return {
    ...linearWeights('term', [termDimension, termHidden], random),
    ...(sentences ? lstmWeights('lstm', [sentenceDimension, sentenceHidden], random) : {}),
    ...linearWeights('joint', [termHidden + (sentences ? sentenceHidden : 0), jointDimension], random),
    ...normWeights('norm', jointDimension),
  };
}

/**
 * E_R (SEJE, section 4): LeakyReLU(Linear(f_term)) beside the LSTM's state over f_sent, then Linear, batch
 * norm, LeakyReLU, L2. Without the setting `sentences` the LSTM is left out. Returns unit rows [B, E].
 */
export class RecipeEncoder {
  constructor(
    private readonly tf: Tf,
    readonly weights: Variables,
    private readonly settings: NetworkSettings,
  ) {}

  encode(inputs: RecipeInputs, mode: Mode): tensorflow.Tensor2D {
    return l2Normalise(this.tf, this.project(inputs, mode));
  }

  /** The rows before they are made unit rows, [B, E]. */
  project(inputs: RecipeInputs, mode: Mode): tensorflow.Tensor2D {
    const { tf, weights, settings } = this;
    const state = settings.sentences ? lastStates(tf, weights, inputs) : undefined;
    return this.projectJoined(inputs.term, state, mode);
  }

  /** The part after the LSTM: f_term [B, Dt] and, where there is one, the sentence state [B, H] to unit rows [B, E]. */
  join(
    term: tensorflow.Tensor2D,
    sentenceState: tensorflow.Tensor2D | undefined,
    mode: Mode,
  ): tensorflow.Tensor2D {
    return l2Normalise(this.tf, this.projectJoined(term, sentenceState, mode));
  }

  private projectJoined(
    term: tensorflow.Tensor2D,
    sentenceState: tensorflow.Tensor2D | undefined,
    mode: Mode,
  ): tensorflow.Tensor2D {
    const { tf, weights, settings } = this;
    const slope = settings.leakyReluSlope;
    const terms = tf.leakyRelu(linear(tf, weights, { name: 'term', x: term }), slope); // [B, Ht]
    const x = sentenceState === undefined ? terms : tf.concat([terms, sentenceState], 1); // [B, Ht + H]
    const joint = linear(tf, weights, { name: 'joint', x }); // [B, E]
    return tf.leakyRelu(batchNorm(tf, weights, { x: joint, mode, ...settings }), slope);
  }
}
