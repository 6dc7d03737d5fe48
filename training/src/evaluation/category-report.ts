import type { Category } from '@seje/preprocessing';
import { type RankMetrics, type RankedBag, rankMetrics } from '@seje/retrieval';

/** How well the queries of one category find their own, among all pairs of a bag. */
export interface CategoryReport extends Category {
  /** Different pairs of the category that were ranked. */
  readonly pairs: number;
  readonly imageToRecipe: RankMetrics;
  readonly recipeToImage: RankMetrics;
}

interface CategoryRanks {
  readonly rows: Set<number>;
  readonly imageToRecipe: number[];
  readonly recipeToImage: number[];
}

/** Collects ranks by category, those of all bags together. */
export class CategoryReporter {
  private readonly byCategory = new Map<number, CategoryRanks>();

  /** @param categoryOf number of the category of each pair, [N] */
  constructor(private readonly categoryOf: readonly number[]) {}

  take({ rows, ranks }: Pick<RankedBag, 'rows' | 'ranks'>): void {
    for (const [i, row] of rows.entries()) {
      const collected = this.ranksOf(this.categoryOf[row]!);
      collected.rows.add(row);
      collected.imageToRecipe.push(ranks.imageToRecipe[i]!);
      collected.recipeToImage.push(ranks.recipeToImage[i]!);
    }
  }

  /** Categories of at least `fewest` pairs, the largest first. */
  reports(categories: readonly Category[], fewest: number): CategoryReport[] {
    const found = categories.flatMap(({ number, name }) => {
      const collected = this.byCategory.get(number);
      if (collected === undefined || collected.rows.size < fewest) return [];
      return {
        number,
        name,
        pairs: collected.rows.size,
        imageToRecipe: rankMetrics(Float64Array.from(collected.imageToRecipe)),
        recipeToImage: rankMetrics(Float64Array.from(collected.recipeToImage)),
      };
    });
    return found.toSorted((a, b) => b.pairs - a.pairs || a.number - b.number);
  }

  private ranksOf(category: number): CategoryRanks {
    const known = this.byCategory.get(category);
    if (known !== undefined) return known;
    const fresh = { rows: new Set<number>(), imageToRecipe: [], recipeToImage: [] };
    this.byCategory.set(category, fresh);
    return fresh;
  }
}
