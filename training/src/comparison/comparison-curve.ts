import type { NamedCurve } from '../evaluation/median-rank-curve.js';
import type { Ranking } from './arm-record.js';
import type { TitledRecord } from './comparison-table.js';

/** How an arm's MedR grows with the size of the bag: a point each size it was ranked in, means over its seeds. */
export function curveOfRecord({ title, record: { trained } }: TitledRecord): NamedCurve {
  return {
    name: title,
    points: trained[0]!.rankings.map(({ bagSize }, i) => {
      const mean = (of: (ranking: Ranking) => number): number =>
        trained.reduce((sum, { rankings }) => sum + of(rankings[i]!), 0) / trained.length;
      return {
        bagSize,
        imageToRecipe: mean(({ imageToRecipe }) => imageToRecipe.medianRank),
        recipeToImage: mean(({ recipeToImage }) => recipeToImage.medianRank),
      };
    }),
  };
}
