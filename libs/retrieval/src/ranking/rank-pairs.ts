import { PairRanker, type PairRanks, type TieRule } from './ranks.js';
import type { SimilarityProduct } from './similarity-product.js';
import type { UnitRows } from './unit-rows.js';

export interface RankPairsOptions {
  readonly tieRule: TieRule;
  readonly product: SimilarityProduct;
  /** Most similarities in memory at once, numbers. */
  readonly blockNumbers: number;
}

/** How many times as many images as recipes a block has: every block of images goes through all recipes. */
const IMAGES_PER_RECIPE = 4;

/**
 * Ranks the chosen pairs against each other, a block of images against a block of recipes at a time. Memory
 * for N pairs of width E: what is handed in, one block of similarities, and the rows of it.
 * @param pairs images and recipes, [all pairs, E]
 * @param rows N of them
 */
export async function rankPairs(
  { images, recipes }: { readonly images: UnitRows; readonly recipes: UnitRows },
  rows: readonly number[],
  { tieRule, product, blockNumbers }: RankPairsOptions,
): Promise<PairRanks> {
  const columnsAtOnce = atMost(rows, Math.ceil(Math.sqrt(blockNumbers / IMAGES_PER_RECIPE)));
  const rowsAtOnce = atMost(rows, Math.floor(blockNumbers / columnsAtOnce));
  const width = images.matrix.columns;
  const buffers = {
    images: new Float32Array(rowsAtOnce * width),
    recipes: new Float32Array(columnsAtOnce * width),
  };
  const ranker = new PairRanker(Float32Array.from(rows, (row) => images.similarity(recipes, row)));
  for (let firstImage = 0; firstImage < rows.length; firstImage += rowsAtOnce) {
    const some = images.take(rows.slice(firstImage, firstImage + rowsAtOnce), buffers.images);
    for (let firstRecipe = 0; firstRecipe < rows.length; firstRecipe += columnsAtOnce) {
      const others = recipes.take(rows.slice(firstRecipe, firstRecipe + columnsAtOnce), buffers.recipes);
      const data = await product(some, others); // [some, others]
      ranker.take({ firstImage, firstRecipe, columns: others.rows, data });
    }
  }
  return ranker.ranks(tieRule);
}

function atMost(rows: readonly number[], wanted: number): number {
  return Math.max(1, Math.min(rows.length, wanted));
}
