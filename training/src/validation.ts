import { Random } from '@seje/core';
import { type SimilarityProduct, evaluateRetrieval } from '@seje/retrieval';
import { type Pair, firstPhotoPairs } from './data/batch-sampler.js';
import type { FeatureRow, FeatureSet } from './data/feature-set.js';
import type { EmbeddingModel } from './networks/embedding-model.js';
import { numbersOf, tensorOf } from './tensor-engine/matrix-tensor.js';
import type { Tf } from './tensor-engine/tensor-engine.js';

export interface Validation {
  /** R@1 + 0.8 R@5 + 0.6 R@10, image to recipe: what training selects by (released code of SEJE). */
  readonly score: number;
  readonly medianRank: number;
  readonly recallAt1: number;
  readonly recallAt5: number;
  readonly recallAt10: number;
}

/** The pairs that every validation of a run asks about: one seeded bag. */
export function validationPairs(
  rows: readonly FeatureRow[],
  { validationBag, seed }: { validationBag: number; seed: number },
): Pair[] {
  const random = Random.derived(seed, 'validation bag');
  return firstPhotoPairs(random.shuffled(rows).slice(0, validationBag));
}

/** Ranks a bag with the model as it is, image to recipe, in inference mode. */
export async function validate(
  tf: Tf,
  model: EmbeddingModel,
  { featureSet, pairs }: { featureSet: FeatureSet; pairs: readonly Pair[] },
): Promise<Validation> {
  const embeddings = {
    images: model.embedPhotos(
      featureSet,
      pairs.map((pair) => pair.photoRow),
    ),
    recipes: model.embedRecipes(
      featureSet,
      pairs.map((pair) => pair.row),
    ),
  };
  const oneBag = { bagSize: pairs.length, bags: 1, seed: 0, product: matrixProduct(tf) };
  const { medianRank, recallAt1, recallAt5, recallAt10 } = (await evaluateRetrieval(embeddings, oneBag))
    .imageToRecipe;
  const score = recallAt1 + 0.8 * recallAt5 + 0.6 * recallAt10;
  return { score, medianRank, recallAt1, recallAt5, recallAt10 };
}

/** a bᵀ on the engine, [rows of a, rows of b]. */
export function matrixProduct(tf: Tf): SimilarityProduct {
  return (a, b) => numbersOf(tf, () => tf.matMul(tensorOf(tf, a), tf.transpose(tensorOf(tf, b))));
}
