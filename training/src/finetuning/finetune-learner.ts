import { Adam, type AdamState } from '../adam/adam.js';
import type { FeatureSet } from '../data/feature-set.js';
import type { Experiment } from '../experiment.js';
import { Learner, type LearnerState } from '../learner.js';
import type { EncoderWeights } from '../networks/joint-embedding.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { type ResNetNetwork, ResidualTrunk } from '../networks/residual-trunk.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { FinetuneSettings } from './finetune-settings.js';
import type { PassSettings } from './trunk-passes.js';

/** All arrays that fine-tuning moves. */
export interface FinetuneState {
  readonly encoders: LearnerState;
  /** As torchvision names and shapes them. */
  readonly trunk: NamedWeights;
  readonly trunkAdam: AdamState;
}

/** What fine-tuning starts from: the result of training on the frozen trunk's features. */
export interface FinetuneStart {
  readonly weights: EncoderWeights;
  /** Of the training's last step; empty where the loss has none. */
  readonly classifier: NamedWeights;
  readonly discriminator: NamedWeights;
  readonly trunk: NamedWeights;
}

/** Weights that can be served. */
export interface FinetunedWeights extends EncoderWeights {
  readonly trunk: NamedWeights;
}

export interface FinetuneLearnerParts {
  readonly tf: Tf;
  readonly featureSet: FeatureSet;
  readonly experiment: Experiment;
  readonly settings: FinetuneSettings;
  readonly network: ResNetNetwork;
}

/** The networks of a fine-tuning: those of training, and the trunk with an Adam of its own. */
export class FinetuneLearner {
  readonly encoders: Learner;
  readonly trunk: ResidualTrunk;
  readonly trunkAdam: Adam;
  /** How photos pass the trunk. */
  readonly pass: PassSettings;

  private constructor(parts: FinetuneLearnerParts, state: Omit<FinetuneState, 'trunkAdam'>) {
    const { tf, settings, network } = parts;
    const { fromStage, microBatch, checkpoints, trunkNorm } = settings;
    this.encoders = new Learner(tf, parts, state.encoders);
    this.trunk = new ResidualTrunk(tf, state.trunk, { network, fromStage });
    this.trunkAdam = new Adam(tf, this.trunk.trainable());
    const mode = trunkNorm === 'batch' ? 'train' : 'infer';
    this.pass = { tf, trunk: this.trunk, mode, microBatch, checkpoints };
  }

  /** Step counts and moments of every Adam at 0. */
  static start(parts: FinetuneLearnerParts, { trunk, ...trained }: FinetuneStart): FinetuneLearner {
    const fresh = new Learner(parts.tf, parts);
    const encoders = { ...fresh.state(), ...trained };
    fresh.dispose();
    return new FinetuneLearner(parts, { encoders, trunk });
  }

  static resume(parts: FinetuneLearnerParts, state: FinetuneState): FinetuneLearner {
    const learner = new FinetuneLearner(parts, state);
    learner.trunkAdam.restore(state.trunkAdam);
    return learner;
  }

  /** Copies, free of the engine. */
  state(): FinetuneState {
    return {
      encoders: this.encoders.state(),
      trunk: this.trunk.namedWeights(),
      trunkAdam: this.trunkAdam.state(),
    };
  }

  weights(): FinetunedWeights {
    return { ...this.encoders.model.weights(), trunk: this.trunk.namedWeights() };
  }

  dispose(): void {
    this.encoders.dispose();
    this.trunkAdam.dispose();
    this.trunk.dispose();
  }
}
