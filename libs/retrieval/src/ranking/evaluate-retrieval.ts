import { type Matrix, type OnProgress, SejeError, noProgress } from '@seje/core';
import { evaluationBags } from './evaluation-bags.js';
import { type EvaluationReport, averagedOverBags } from './evaluation-report.js';
import { type RankMetrics, rankMetrics } from './rank-metrics.js';
import { rankPairs } from './rank-pairs.js';
import type { PairRanks, TieRule } from './ranks.js';
import { type SimilarityProduct, loopProduct } from './similarity-product.js';
import { UnitRows } from './unit-rows.js';

/** The ranks of one bag, as they come. */
export interface RankedBag {
  /** Pairs in a bag. */
  readonly bagSize: number;
  /** Its number among those of its size, from 0. */
  readonly bag: number;
  /** The bag's pairs, [N]. */
  readonly rows: readonly number[];
  /** In the order of `rows`. */
  readonly ranks: PairRanks;
}

export interface EvaluationOptions {
  /** N, pairs in a bag. */
  readonly bagSize: number;
  /** Random bags averaged. */
  readonly bags: number;
  readonly seed: number;
  /** Default `average`. */
  readonly tieRule?: TieRule;
  /** Default: plain loops. */
  readonly product?: SimilarityProduct;
  /** Most similarities in memory at once, numbers; more is faster up to a point. Default 4 Mi (16 MiB). */
  readonly blockNumbers?: number;
  readonly onProgress?: OnProgress;
  /** Told the ranks behind the averages; the next bag waits for it. */
  readonly onBag?: (bag: RankedBag) => void | Promise<void>;
  /** Stops between two bags by throwing its reason. */
  readonly signal?: AbortSignal;
}

/** Embeddings of the same pairs: image i belongs to recipe i; one image a recipe. */
export interface PairEmbeddings {
  /** [N, E] */
  readonly images: Matrix;
  /** [N, E] */
  readonly recipes: Matrix;
}

const DEFAULT_BLOCK_NUMBERS = 4 * 2 ** 20;

/**
 * The evaluation protocol: each direction over seeded random bags, similarity = cosine (rows are
 * L2-normalised here; a row of zeros is equally far from all).
 * @throws SejeError VECTOR_INVALID (the two differ in shape, NaN or infinity), DATA_EMPTY, SETTINGS_INVALID
 */
export async function evaluateRetrieval(
  pairs: PairEmbeddings,
  options: EvaluationOptions,
): Promise<EvaluationReport> {
  assertEvaluable(pairs, options);
  const { tieRule = 'average', product = loopProduct, blockNumbers = DEFAULT_BLOCK_NUMBERS } = options;
  const { onProgress = noProgress, signal, onBag } = options;
  const unit = {
    images: new UnitRows(pairs.images, 'images'),
    recipes: new UnitRows(pairs.recipes, 'recipes'),
  };
  const bags = evaluationBags(pairs.images.rows, options);
  const bagSize = bags[0]!.length;
  const imageToRecipe: RankMetrics[] = [];
  const recipeToImage: RankMetrics[] = [];
  for (const [bag, rows] of bags.entries()) {
    signal?.throwIfAborted();
    onProgress({ step: 'evaluation', done: bag, total: bags.length });
    const ranks = await rankPairs(unit, rows, { tieRule, product, blockNumbers });
    imageToRecipe.push(rankMetrics(ranks.imageToRecipe));
    recipeToImage.push(rankMetrics(ranks.recipeToImage));
    await onBag?.({ bagSize, bag, rows, ranks });
  }
  onProgress({ step: 'evaluation', done: bags.length, total: bags.length });
  return {
    imageToRecipe: averagedOverBags(imageToRecipe),
    recipeToImage: averagedOverBags(recipeToImage),
    bagSize,
    bags: bags.length,
    wholeSplit: bagSize === pairs.images.rows,
    chanceMedianRank: (bagSize + 1) / 2,
    tieRule,
  };
}

function assertEvaluable({ images, recipes }: PairEmbeddings, { bagSize, bags }: EvaluationOptions): void {
  if (images.rows !== recipes.rows || images.columns !== recipes.columns) {
    throw new SejeError('VECTOR_INVALID', {
      message: 'Image and recipe embeddings are not of the same pairs',
      expected: `images [${images.rows}, ${images.columns}] and recipes of the same shape`,
      found: `recipes [${recipes.rows}, ${recipes.columns}]`,
    });
  }
  if (images.rows === 0) {
    throw new SejeError('DATA_EMPTY', {
      message: 'There is no pair to evaluate',
      remedy: 'Choose a partition that has recipes with photos.',
    });
  }
  if (!isCount(bagSize) || !isCount(bags)) {
    throw new SejeError('SETTINGS_INVALID', {
      message: 'Evaluation bags are not possible',
      expected: 'bagSize and bags of 1 or more',
      found: `bagSize ${bagSize}, bags ${bags}`,
    });
  }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
