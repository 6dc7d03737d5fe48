import { Random } from '@seje/core';
import { Adam, type AdamState } from './adam/adam.js';
import type { FeatureSet } from './data/feature-set.js';
import type { Experiment } from './experiment.js';
import { CategoryClassifier, initialClassifierWeights } from './networks/category-classifier.js';
import { type EncoderWeights, JointEmbedding, initialWeights } from './networks/joint-embedding.js';
import { ModalityDiscriminator, initialDiscriminatorWeights } from './networks/modality-discriminator.js';
import { type NamedWeights, prefixed } from './networks/named-weights.js';
import { dispose, namedWeightsOf, variablesOf } from './networks/variables.js';
import type { Tf } from './tensor-engine/tensor-engine.js';

/** All arrays that training moves; a network that the loss has no use for has no weights. */
export interface LearnerState {
  readonly weights: EncoderWeights;
  readonly classifier: NamedWeights;
  readonly discriminator: NamedWeights;
  readonly adam: AdamState;
  readonly discriminatorAdam: AdamState;
}

/** The network that works against the encoders, with an optimiser of its own. */
export interface DiscriminatorLearner {
  readonly network: ModalityDiscriminator;
  readonly adam: Adam;
}

/** The networks of a run and what moves them: encoders and classifier by one Adam, the discriminator by another. */
export class Learner {
  readonly model: JointEmbedding;
  readonly classifier: CategoryClassifier | undefined;
  readonly discriminator: DiscriminatorLearner | undefined;
  readonly adam: Adam;

  /** Fresh where `saved` is absent; the encoders' first weights do not depend on the loss. */
  constructor(
    tf: Tf,
    { featureSet, experiment }: { readonly featureSet: FeatureSet; readonly experiment: Experiment },
    saved?: LearnerState,
  ) {
    const { seed, network, loss } = experiment;
    const { jointDimension } = network;
    const randomOf = (what: string): Random => Random.derived(seed, what);
    const weights = saved?.weights ?? initialWeights(featureSet, network, randomOf('weights'));
    this.model = new JointEmbedding(tf, weights, network);
    if (loss.category.weight > 0) {
      const widths = { jointDimension, categories: featureSet.categoryCount };
      const first = saved?.classifier ?? initialClassifierWeights(widths, randomOf('classifier'));
      this.classifier = new CategoryClassifier(tf, variablesOf(tf, first));
    }
    this.adam = new Adam(tf, this.moved());
    if (saved !== undefined) this.adam.restore(saved.adam);
    if (loss.discriminator.weight === 0) return;
    const { hidden, beta1, beta2 } = loss.discriminator;
    const first =
      saved?.discriminator ??
      initialDiscriminatorWeights({ jointDimension, hidden }, randomOf('discriminator'));
    const discriminator = new ModalityDiscriminator(tf, variablesOf(tf, first));
    const adam = new Adam(tf, discriminator.weights, { beta1, beta2 });
    if (saved !== undefined) adam.restore(saved.discriminatorAdam);
    this.discriminator = { network: discriminator, adam };
  }

  /** What the joint loss moves: both encoders and the classifier. */
  moved() {
    return { ...this.model.trainable(), ...prefixed('classifier.', this.classifier?.weights ?? {}) };
  }

  /** Copies of the weights that are not the encoders', free of the engine. */
  companions(): Pick<LearnerState, 'classifier' | 'discriminator'> {
    return {
      classifier: namedWeightsOf(this.classifier?.weights ?? {}),
      discriminator: namedWeightsOf(this.discriminator?.network.weights ?? {}),
    };
  }

  /** Copies, free of the engine. */
  state(): LearnerState {
    return {
      weights: this.model.weights(),
      ...this.companions(),
      adam: this.adam.state(),
      discriminatorAdam: this.discriminator?.adam.state() ?? { steps: 0, moments: {} },
    };
  }

  dispose(): void {
    this.adam.dispose();
    this.model.dispose();
    dispose(this.classifier?.weights ?? {});
    this.discriminator?.adam.dispose();
    dispose(this.discriminator?.network.weights ?? {});
  }
}
