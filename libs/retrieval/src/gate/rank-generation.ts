import type { GenerationVectors } from '../generation/index.js';
import { type EvaluationReport, type RankedBag, evaluateRetrieval } from '../ranking/index.js';
import type { CataloguePair } from './chosen-pairs.js';

/** Pairs in a bag: the protocol's smallest, at which a search of the catalogue is still told from chance. */
export const PAIRS_A_BAG = 1_000;
/** Bags averaged. */
export const BAGS = 5;
/** Depth of the recall that a gate decides on. */
const DEPTH = 10;

export interface RankedGeneration {
  readonly report: EvaluationReport;
  /** Of each pair that a bag had, by number: share of its ranks (two a bag) that are 10 or better. */
  readonly hits: ReadonlyMap<number, number>;
}

/** Ranks pairs by the vectors of one generation. Other generations get the same bags for the same seed. */
export async function rankGeneration(
  generation: GenerationVectors,
  pairs: readonly CataloguePair[],
  seed: number,
): Promise<RankedGeneration> {
  const images = await generation.vectorsOf(
    'images',
    pairs.map(({ image }) => image),
  ); // [N, E]
  const recipes = await generation.vectorsOf(
    'recipes',
    pairs.map(({ recipe }) => recipe),
  ); // [N, E]
  const hits = new HitShares();
  const report = await evaluateRetrieval(
    { images, recipes },
    { bagSize: PAIRS_A_BAG, bags: BAGS, seed, onBag: (bag) => hits.add(bag) },
  );
  return { report, hits: hits.shares() };
}

/** Adds up, over bags that may share pairs, how often each pair was found. */
class HitShares {
  private readonly sums = new Map<number, { found: number; asked: number }>();

  add({ rows, ranks }: RankedBag): void {
    for (const [i, row] of rows.entries()) {
      const sum = this.sums.get(row) ?? { found: 0, asked: 0 };
      sum.found += Number(ranks.imageToRecipe[i]! <= DEPTH) + Number(ranks.recipeToImage[i]! <= DEPTH);
      sum.asked += 2;
      this.sums.set(row, sum);
    }
  }

  shares(): Map<number, number> {
    return new Map([...this.sums].map(([row, { found, asked }]) => [row, found / asked]));
  }
}
