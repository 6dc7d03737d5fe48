import type { Partition } from '@seje/core';
import { type EvaluationReport, type PairEmbeddings, evaluateRetrieval } from '@seje/retrieval';
import { type FeatureSet, rowsOfPartition } from './data/feature-set.js';
import { FEWEST_PAIRS } from './evaluation/embedded-pairs.js';
import type { Experiment } from './experiment.js';
import type { EmbeddingModel } from './networks/embedding-model.js';
import type { Tf } from './tensor-engine/tensor-engine.js';
import { matrixProduct } from './validation.js';

/** The pairs of a partition in the joint space, one photo a recipe, its first; undefined where there are too few. */
export function embedPairs(
  model: EmbeddingModel,
  featureSet: FeatureSet,
  partition: Partition,
): PairEmbeddings | undefined {
  const rows = rowsOfPartition(featureSet, partition);
  if (rows.length < FEWEST_PAIRS) return undefined;
  return {
    recipes: model.embedRecipes(featureSet, rows), // [N, E]
    images: model.embedPhotos(
      featureSet,
      rows.map(({ photoRows }) => photoRows[0]!),
    ), // [N, E]
  };
}

/**
 * Ranks the pairs of one partition of a feature set with the model as it is, one photo a recipe, its first,
 * in the experiment's bags, drawn with its seed. Undefined where the partition has too few pairs.
 */
export async function evaluateModel(
  tf: Tf,
  model: EmbeddingModel,
  asked: {
    readonly featureSet: FeatureSet;
    readonly partition: Partition;
    readonly experiment: Pick<Experiment, 'evaluation' | 'seed'>;
  },
): Promise<EvaluationReport | undefined> {
  const { featureSet, partition, experiment } = asked;
  const embeddings = embedPairs(model, featureSet, partition);
  if (embeddings === undefined) return undefined;
  const { evaluation, seed } = experiment;
  return evaluateRetrieval(embeddings, { ...evaluation, seed, product: matrixProduct(tf) });
}
