import { type EvaluationOptions, type PairEmbeddings, evaluateBagSizes } from '@seje/retrieval';
import { type PlotSeries, linePlotSvg } from '../reporting/line-plot.js';

/** MedR of both directions in bags of one size. */
export interface CurvePoint {
  /** Pairs in a bag, as evaluated. */
  readonly bagSize: number;
  /** Mean over the bags. */
  readonly imageToRecipe: number;
  readonly recipeToImage: number;
}

/** A point with what it is the mean of. */
export interface EvaluatedPoint extends CurvePoint {
  readonly bags: number;
  readonly standardDeviation: { readonly imageToRecipe: number; readonly recipeToImage: number };
}

/** The curve of one method. */
export interface NamedCurve {
  readonly name: string;
  readonly points: readonly CurvePoint[];
}

/** How MedR grows with the size of the bag; sizes beyond the pairs are all of them, once. */
export async function medianRankCurve(
  embeddings: PairEmbeddings,
  sizes: readonly number[],
  options: Omit<EvaluationOptions, 'bagSize'>,
): Promise<EvaluatedPoint[]> {
  const reports = await evaluateBagSizes(embeddings, sizes, options);
  return reports.map(({ bagSize, bags, imageToRecipe, recipeToImage }) => ({
    bagSize,
    bags,
    imageToRecipe: imageToRecipe.medianRank,
    recipeToImage: recipeToImage.medianRank,
    standardDeviation: {
      imageToRecipe: imageToRecipe.standardDeviation.medianRank,
      recipeToImage: recipeToImage.standardDeviation.medianRank,
    },
  }));
}

/** One direction of several methods' curves as an SVG plot, as in the paper's figure. */
export function medianRankPlot(
  curves: readonly NamedCurve[],
  direction: 'imageToRecipe' | 'recipeToImage',
): string {
  const named = { imageToRecipe: 'photo to recipe', recipeToImage: 'recipe to photo' }[direction];
  const series: PlotSeries[] = curves.map(({ name, points }) => ({
    name,
    points: points.map((point) => [point.bagSize, point[direction]]),
  }));
  return linePlotSvg({
    title: `Median rank against the size of the bag, ${named}`,
    x: { label: 'pairs in a bag' },
    y: { label: 'MedR' },
    series,
  });
}
