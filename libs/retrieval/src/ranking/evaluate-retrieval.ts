import {
  type Matrix,
  NORM_EPSILON,
  type OnProgress,
  SejeError,
  dot,
  matrixOf,
  noProgress,
  rowOf,
} from '@seje/core';
import { evaluationBags } from './evaluation-bags.js';
import { type EvaluationReport, averagedOverBags } from './evaluation-report.js';
import { type RankMetrics, rankMetrics } from './rank-metrics.js';
import { PairRanker, type PairRanks, type TieRule } from './ranks.js';
import { type SimilarityProduct, loopProduct } from './similarity-product.js';

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
  const { tieRule = 'average', onProgress = noProgress } = options;
  const bags = evaluationBags(pairs.images.rows, options);
  const imageToRecipe: RankMetrics[] = [];
  const recipeToImage: RankMetrics[] = [];
  for (const [done, rows] of bags.entries()) {
    onProgress({ step: 'evaluation', done, total: bags.length });
    const bag = { images: unitRows(pairs.images, rows), recipes: unitRows(pairs.recipes, rows) };
    const ranks = await rankBag(bag, options);
    imageToRecipe.push(rankMetrics(ranks.imageToRecipe));
    recipeToImage.push(rankMetrics(ranks.recipeToImage));
  }
  onProgress({ step: 'evaluation', done: bags.length, total: bags.length });
  const bagSize = bags[0]!.length;
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

/** Blocks of images against all recipes of the bag: memory is bounded by `blockNumbers`. */
async function rankBag({ images, recipes }: PairEmbeddings, options: EvaluationOptions): Promise<PairRanks> {
  const { product = loopProduct, blockNumbers = DEFAULT_BLOCK_NUMBERS, tieRule = 'average' } = options;
  const rowsAtOnce = Math.max(1, Math.floor(blockNumbers / recipes.rows));
  const ranker = new PairRanker(
    Float32Array.from({ length: images.rows }, (_, i) => dot(rowOf(images, i), rowOf(recipes, i))),
  );
  for (let first = 0; first < images.rows; first += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, images.rows - first);
    const { columns } = images;
    const data = images.data.subarray(first * columns, (first + rows) * columns);
    ranker.take({ first, data: await product({ rows, columns, data }, recipes) });
  }
  return ranker.ranks(tieRule);
}

/** The chosen rows, each of length 1 (or 0). */
function unitRows(matrix: Matrix, rows: readonly number[]): Matrix {
  const out = matrixOf(rows.length, matrix.columns);
  for (const [i, row] of rows.entries()) {
    const vector = rowOf(matrix, row);
    const norm = Math.max(Math.sqrt(dot(vector, vector)), NORM_EPSILON);
    const target = rowOf(out, i);
    for (let c = 0; c < target.length; c++) target[c] = vector[c]! / norm;
  }
  return out;
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
  for (const [name, matrix] of Object.entries({ images, recipes })) {
    const at = matrix.data.findIndex((x) => !Number.isFinite(x));
    if (at < 0) continue;
    throw new SejeError('VECTOR_INVALID', {
      message: `Row ${Math.floor(at / matrix.columns)} of ${name} is not a vector`,
      expected: 'finite numbers',
      found: `${matrix.data[at]}`,
    });
  }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
