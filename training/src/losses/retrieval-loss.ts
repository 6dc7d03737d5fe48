import type { Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import { type ActiveTriplets, activeTriplets } from '../mining/active-triplets.js';
import { type MinedBatch, batchHard } from '../mining/batch-hard.js';
import { comparedPairs } from '../mining/compared-pairs.js';
import { doubleNegatives } from '../mining/double-negatives.js';
import { type Eligible, type PairLabels, byInstance, bySemantics } from '../mining/eligible.js';
import { type MinedStatistics, activeStatistics, tripletStatistics } from '../mining/mined-statistics.js';
import { matrixOfTensor } from '../tensor-engine/matrix-tensor.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { adaptiveTriplet } from './adaptive-triplet.js';
import { cosineEmbedding } from './cosine-embedding.js';
import { hingeTriplet } from './hinge-triplet.js';
import type { LossSettings } from './loss-settings.js';
import { pairwiseDistance } from './pairwise-distance.js';
import { softMarginTriplet } from './soft-margin-triplet.js';

/** A batch of pairs in the joint space: row i of both belongs to one pair. */
export interface EmbeddedBatch extends PairLabels {
  /** v, unit rows [B, E]. */
  readonly images: tensorflow.Tensor2D;
  /** r, unit rows [B, E]. */
  readonly recipes: tensorflow.Tensor2D;
}

/** Terms of a loss by name, their weights applied. */
export type LossTerms = Readonly<Record<string, tensorflow.Scalar>>;

export interface RetrievalLoss {
  readonly terms: LossTerms;
  /** Of what was mined for them; empty where nothing is. */
  readonly mining: MinedStatistics;
}

export interface RetrievalParts {
  readonly settings: LossSettings;
  /** For what is drawn at random. */
  readonly random: Random;
}

type Measure = (tf: Tf, batch: EmbeddedBatch, parts: RetrievalParts) => RetrievalLoss;

const RETRIEVAL_LOSS: Readonly<Record<LossSettings['retrieval'], Measure>> = {
  'soft-margin': minedTriplets(softMarginTriplet),
  hinge: minedTriplets(hingeTriplet),
  adaptive,
  'cosine-embedding': comparedCosines,
};

/** What pulls a recipe and its photo together and others apart, by the experiment's `loss.retrieval`. */
export function retrievalLoss(tf: Tf, batch: EmbeddedBatch, parts: RetrievalParts): RetrievalLoss {
  return RETRIEVAL_LOSS[parts.settings.retrieval](tf, batch, parts);
}

/** Batch-hard triplets; with double negatives a class term beside the instance term. */
function minedTriplets(form: typeof softMarginTriplet | typeof hingeTriplet): Measure {
  return (tf, batch, { settings }): RetrievalLoss => {
    const distances = pairwiseDistance(tf, batch.images, batch.recipes); // [B, B]
    const measured = matrixOfTensor(distances);
    const term = (mined: MinedBatch): tensorflow.Scalar => form(tf, distances, { mined, ...settings });
    const { margin } = settings;
    if (settings.negatives === 'instance') {
      const mined = batchHard(measured, byInstance(batch.instances));
      return {
        terms: { instanceTriplet: term(mined) },
        mining: tripletStatistics(measured, { byInstance: mined, margin }),
      };
    }
    const mined = doubleNegatives(measured, batch, settings);
    return {
      terms: {
        instanceTriplet: term(mined.byInstance),
        classTriplet: tf.mul(term(mined.byClass), settings.classWeight),
      },
      mining: tripletStatistics(measured, { ...mined, margin }),
    };
  };
}

/** AdaMine: instance triplets, and semantic ones among the recipes whose category is known. */
function adaptive(tf: Tf, batch: EmbeddedBatch, { settings }: RetrievalParts): RetrievalLoss {
  const { margin, semanticWeight } = settings;
  const cosines = tf.matMul(batch.images, tf.transpose(batch.recipes)); // of unit rows, [B, B]
  const distances = tf.sub<tensorflow.Tensor2D>(1, cosines);
  const measured = matrixOfTensor(distances);
  const mine = (eligible: Eligible): ActiveTriplets => activeTriplets(measured, { eligible, margin });
  const mined = { instance: mine(byInstance(batch.instances)), semantic: mine(bySemantics(batch)) };
  const term = (active: ActiveTriplets): tensorflow.Scalar =>
    adaptiveTriplet(tf, distances, { active, margin });
  return {
    terms: {
      instanceTriplet: term(mined.instance),
      semanticTriplet: tf.mul(term(mined.semantic), semanticWeight),
    },
    mining: activeStatistics(mined),
  };
}

/** JESR: every photo with its own recipe and with some drawn at random. */
function comparedCosines(tf: Tf, batch: EmbeddedBatch, { settings, random }: RetrievalParts): RetrievalLoss {
  const { margin, mismatches } = settings;
  const pairs = comparedPairs(batch.instances, { mismatches, random });
  return { terms: { cosine: cosineEmbedding(tf, batch, { pairs, margin }) }, mining: {} };
}
