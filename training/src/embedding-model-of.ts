import { LinearEmbedding } from './baselines/linear-embedding.js';
import type { Experiment } from './experiment.js';
import type { EmbeddingModel } from './networks/embedding-model.js';
import { type EncoderWeights, JointEmbedding } from './networks/joint-embedding.js';
import type { Tf } from './tensor-engine/tensor-engine.js';

/** The model that an experiment's weights are of; the caller disposes of it. */
export function embeddingModelOf(
  tf: Tf,
  weights: EncoderWeights,
  { method, network }: Pick<Experiment, 'method' | 'network'>,
): EmbeddingModel {
  return method === undefined
    ? new JointEmbedding(tf, weights, network)
    : new LinearEmbedding(tf, weights, method);
}
