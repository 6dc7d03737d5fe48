import { SejeError } from '@seje/core';

/**
 * What rank an item gets that is as similar to the query as others are. `average`: they share their
 * average rank (ours, reported). `optimistic`: the best of them (published SEJE, MSJE and ACME code).
 * `pessimistic`: the worst.
 */
export type TieRule = 'average' | 'optimistic' | 'pessimistic';

/** Similarities are float32 or float64; how far apart two may be and still tie. */
const TIE_TOLERANCE = { float32: 1e-6, float64: 1e-9 };

/** Rows `first`, `first + 1`, ... of the similarity matrix of N pairs: data is [rows, N], row-major. */
export interface SimilarityBlock {
  readonly first: number;
  readonly data: Float32Array | Float64Array;
}

/** Ranks of N pairs, 1-based, in both directions, each [N]. */
export interface PairRanks {
  /** Rank of recipe i among all recipes for image i. */
  readonly imageToRecipe: Float64Array;
  /** Rank of image i among all images for recipe i. */
  readonly recipeToImage: Float64Array;
}

/** How many other items are more similar than the right one, and how many equally similar. */
class Rivals {
  readonly better: Uint32Array;
  readonly equal: Uint32Array;

  constructor(pairs: number) {
    this.better = new Uint32Array(pairs);
    this.equal = new Uint32Array(pairs);
  }

  ranks(rule: TieRule): Float64Array {
    const share = { average: 0.5, optimistic: 0, pessimistic: 1 }[rule];
    return Float64Array.from(this.better, (better, i) => 1 + better + share * this.equal[i]!);
  }
}

/**
 * Ranks both directions of N pairs in one pass over blocks of similarities [images, recipes], so that
 * the N x N matrix never has to be in memory. Image i belongs to recipe i.
 */
export class PairRanker {
  private readonly forImages: Rivals;
  private readonly forRecipes: Rivals;
  private rowsTaken = 0;

  /** @param own similarity of image i and recipe i, [N] */
  constructor(private readonly own: Float32Array | Float64Array) {
    this.forImages = new Rivals(own.length);
    this.forRecipes = new Rivals(own.length);
  }

  /** Takes one block; each row of the matrix must be given exactly once. @throws SejeError VECTOR_INVALID */
  take(block: SimilarityBlock): void {
    const pairs = this.own.length;
    const tolerance = block.data instanceof Float64Array ? TIE_TOLERANCE.float64 : TIE_TOLERANCE.float32;
    const rows = block.data.length / pairs;
    if (!Number.isInteger(rows) || block.first + rows > pairs) {
      throw new SejeError('VECTOR_INVALID', {
        message: `A block of similarities does not fit ${pairs} pairs`,
        expected: `whole rows of ${pairs} numbers, at most ${pairs - block.first}`,
        found: `${block.data.length} numbers`,
      });
    }
    this.rowsTaken += rows;
    for (let row = 0; row < rows; row++) {
      const image = block.first + row;
      this.takeRow(image, block.data.subarray(row * pairs, (row + 1) * pairs), tolerance);
    }
  }

  /** @throws SejeError VECTOR_INVALID (rows are missing) */
  ranks(rule: TieRule): PairRanks {
    if (this.rowsTaken !== this.own.length) {
      throw new SejeError('VECTOR_INVALID', {
        message: 'Similarities are incomplete',
        expected: `${this.own.length} rows`,
        found: `${this.rowsTaken}`,
        remedy: 'Check that the similarity product returns one number for each pair of rows.',
      });
    }
    return { imageToRecipe: this.forImages.ranks(rule), recipeToImage: this.forRecipes.ranks(rule) };
  }

  private takeRow(image: number, similarities: Float32Array | Float64Array, tolerance: number): void {
    const { own, forImages, forRecipes } = this;
    for (let recipe = 0; recipe < similarities.length; recipe++) {
      if (recipe === image) continue;
      const similarity = similarities[recipe]!;
      const overImage = similarity - own[image]!;
      if (overImage > tolerance) forImages.better[image]!++;
      else if (overImage >= -tolerance) forImages.equal[image]!++;
      const overRecipe = similarity - own[recipe]!;
      if (overRecipe > tolerance) forRecipes.better[recipe]!++;
      else if (overRecipe >= -tolerance) forRecipes.equal[recipe]!++;
    }
  }
}

/**
 * Ranks of N pairs from their whole similarity matrix.
 * @param similarities [N, N], row i image i, column j recipe j
 */
export function ranksOf(similarities: Float32Array | Float64Array, rule: TieRule = 'average'): PairRanks {
  const pairs = Math.sqrt(similarities.length);
  const own = similarities.filter((_, at) => at % (pairs + 1) === 0);
  const ranker = new PairRanker(own);
  ranker.take({ first: 0, data: similarities });
  return ranker.ranks(rule);
}
