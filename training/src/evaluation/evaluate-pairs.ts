import type { ExecutionProviderChoice } from '@seje/artifacts';
import { type OnProgress, SejeError } from '@seje/core';
import { type EvaluationReport, type RankedBag, evaluateBagSizes } from '@seje/retrieval';
import { type CategoryReport, CategoryReporter } from './category-report.js';
import { type EmbeddedPairs, FEWEST_PAIRS } from './embedded-pairs.js';
import { openOnnxProduct } from './onnx-product.js';
import { RankFile } from './rank-file.js';

/** How pairs are ranked and what is told of it. */
export interface EvaluatePairsOptions {
  /** N, pairs in a bag; of each size `bags` bags. The first size is the report's own. */
  readonly bagSizes: readonly number[];
  readonly bags: number;
  readonly seed: number;
  /** Categories of fewer pairs are left out of the table. */
  readonly fewestOfCategory: number;
  /** File that takes the rank of every query, `RankLine` by `RankLine`. */
  readonly ranks?: string;
  /** Told the first bag of the first size. */
  readonly onFirstBag?: (bag: RankedBag) => void;
  readonly provider: ExecutionProviderChoice;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** The figures of `evaluation.json`: those of the first size of bag, and what else was asked for. */
export interface PairsEvaluation extends EvaluationReport {
  /** Pairs there are, of which the bags are drawn. */
  readonly pairs: number;
  readonly seed: number;
  /** There where more than one size of bag was asked for: the others, in their order. */
  readonly furtherBagSizes?: readonly EvaluationReport[];
  /** By the queries' category, in the bags of the first size, all bags together; the largest first. */
  readonly categories: readonly CategoryReport[];
}

/** Ranks pairs in both directions, on ONNX Runtime. @throws SejeError DATA_EMPTY, and as `evaluateRetrieval` */
export async function evaluatePairs(
  { pairs, embeddings, categories }: EmbeddedPairs,
  options: EvaluatePairsOptions,
): Promise<PairsEvaluation> {
  if (pairs.length < FEWEST_PAIRS) {
    throw new SejeError('DATA_EMPTY', {
      message: 'There is nothing to rank',
      expected: 'at least two recipes with a photo',
      found: `${pairs.length}`,
      remedy: 'Choose another partition with --partition, or another data set.',
    });
  }
  const { bagSizes, bags, seed, onProgress, signal } = options;
  const firstSize = Math.min(bagSizes[0]!, pairs.length);
  const byCategory = new CategoryReporter(pairs.map(({ category }) => category));
  const { product, release } = await openOnnxProduct(options);
  let file: RankFile | undefined;
  try {
    file = options.ranks === undefined ? undefined : await RankFile.create(options.ranks);
    const [first, ...further] = await evaluateBagSizes(embeddings, bagSizes, {
      bags,
      seed,
      product,
      onProgress,
      signal,
      onBag: async (bag) => {
        if (bag.bagSize === firstSize) {
          byCategory.take(bag);
          if (bag.bag === 0) options.onFirstBag?.(bag);
        }
        await file?.append(bag, pairs);
      },
    });
    await file?.close();
    return {
      ...first!,
      pairs: pairs.length,
      seed,
      ...(further.length > 0 && { furtherBagSizes: further }),
      categories: byCategory.reports(categories, options.fewestOfCategory),
    };
  } catch (error) {
    await file?.abandon().catch(() => undefined);
    throw error;
  } finally {
    await release();
  }
}
