import { SejeError } from '@seje/core';

/**
 * What rank an item gets that is as similar to the query as others are. `average`: they share their
 * average rank (ours, reported). `optimistic`: the best of them (published SEJE, MSJE and ACME code).
 * `pessimistic`: the worst.
 */
export type TieRule = 'average' | 'optimistic' | 'pessimistic';

/** Similarities are float32 or float64; how far apart two may be and still tie. */
const TIE_TOLERANCE = { float32: 1e-6, float64: 1e-9 };

/** A part of the similarity matrix of N pairs. */
export interface SimilarityBlock {
  /** Image of the first row. */
  readonly firstImage: number;
  /** Recipe of the first column. */
  readonly firstRecipe: number;
  /** Recipes in the block. */
  readonly columns: number;
  /** [images, recipes], row-major. */
  readonly data: Float32Array | Float64Array;
}

/** Ranks of N pairs, 1-based, in both directions, each [N]. */
export interface PairRanks {
  /** Rank of recipe i among all recipes for image i. */
  readonly imageToRecipe: Float64Array;
  /** Rank of image i among all images for recipe i. */
  readonly recipeToImage: Float64Array;
}

/** How many of all items are more similar to each query than its own, and how many are not less similar. */
class Rivals {
  readonly above: Uint32Array;
  /** The query's own item, which is never compared, is not counted. */
  readonly notBelow: Uint32Array;

  constructor(pairs: number) {
    this.above = new Uint32Array(pairs);
    this.notBelow = new Uint32Array(pairs);
  }

  ranks(rule: TieRule): Float64Array {
    const share = { average: 0.5, optimistic: 0, pessimistic: 1 }[rule];
    return Float64Array.from(this.above, (above, i) => 1 + above + share * (this.notBelow[i]! - above));
  }
}

/**
 * Ranks both directions of N pairs in one pass over blocks of similarities, so that the N x N matrix never
 * has to be in memory. Image i belongs to recipe i.
 */
export class PairRanker {
  private readonly forImages: Rivals;
  private readonly forRecipes: Rivals;
  /** What similarity is more than a pair's own, and what is not less, [N]. */
  private readonly bounds: { readonly above: Float64Array; readonly notBelow: Float64Array };
  private taken = 0;

  /** @param own similarity of image i and recipe i, [N], of the precision of the blocks */
  constructor(private readonly own: Float32Array | Float64Array) {
    this.forImages = new Rivals(own.length);
    this.forRecipes = new Rivals(own.length);
    const tolerance = own instanceof Float64Array ? TIE_TOLERANCE.float64 : TIE_TOLERANCE.float32;
    this.bounds = {
      above: Float64Array.from(own, (x) => x + tolerance),
      notBelow: Float64Array.from(own, (x) => x - tolerance),
    };
  }

  /** Takes one block; each number of the matrix must be given exactly once. @throws SejeError VECTOR_INVALID */
  take(block: SimilarityBlock): void {
    const pairs = this.own.length;
    const { firstImage, firstRecipe, columns, data } = block;
    const rows = data.length / columns;
    if (!Number.isInteger(rows) || firstImage + rows > pairs || firstRecipe + columns > pairs) {
      throw new SejeError('VECTOR_INVALID', {
        message: `A block of similarities does not fit ${pairs} pairs`,
        expected: `rows of ${columns} numbers, at most ${pairs - firstImage} from image ${firstImage} on`,
        found: `${data.length} numbers`,
      });
    }
    this.taken += data.length;
    for (let row = 0; row < rows; row++) {
      const image = firstImage + row;
      const line = { image, firstRecipe, data: data.subarray(row * columns, (row + 1) * columns) };
      const own = image - firstRecipe; // column of the image's own recipe
      if (own < 0 || own >= columns) {
        this.count(line, { from: 0, to: columns });
      } else {
        this.count(line, { from: 0, to: own });
        this.count(line, { from: own + 1, to: columns });
      }
    }
  }

  /** @throws SejeError VECTOR_INVALID (similarities are missing) */
  ranks(rule: TieRule): PairRanks {
    const pairs = this.own.length;
    if (this.taken !== pairs * pairs) {
      throw new SejeError('VECTOR_INVALID', {
        message: 'Similarities are incomplete',
        expected: `${pairs} x ${pairs}`,
        found: `${this.taken} in all`,
        remedy: 'Check that the similarity product returns one number for each pair of rows.',
      });
    }
    return { imageToRecipe: this.forImages.ranks(rule), recipeToImage: this.forRecipes.ranks(rule) };
  }

  /**
   * The loop that takes the time: N x N numbers go through it. Comparisons are added up as numbers, as a
   * branch for each would be guessed wrong half the time where retrieval is no better than chance.
   */
  private count(
    line: {
      readonly image: number;
      readonly firstRecipe: number;
      readonly data: Float32Array | Float64Array;
    },
    { from, to }: { readonly from: number; readonly to: number },
  ): void {
    const { image, firstRecipe, data } = line;
    const { above, notBelow } = this.bounds;
    const { above: aboveRecipe, notBelow: notBelowRecipe } = this.forRecipes;
    const [aboveOwn, notBelowOwn] = [above[image]!, notBelow[image]!];
    let [countAbove, countNotBelow] = [0, 0];
    for (let column = from; column < to; column++) {
      const recipe = firstRecipe + column;
      const similarity = data[column]!;
      countAbove += Number(similarity > aboveOwn);
      countNotBelow += Number(similarity >= notBelowOwn);
      aboveRecipe[recipe]! += Number(similarity > above[recipe]!);
      notBelowRecipe[recipe]! += Number(similarity >= notBelow[recipe]!);
    }
    this.forImages.above[image]! += countAbove;
    this.forImages.notBelow[image]! += countNotBelow;
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
  ranker.take({ firstImage: 0, firstRecipe: 0, columns: pairs, data: similarities });
  return ranker.ranks(rule);
}
