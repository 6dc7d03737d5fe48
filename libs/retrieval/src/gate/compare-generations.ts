import type { CollectionName, GenerationVectors } from '../generation/index.js';
import { type CataloguePair, chosenPairs } from './chosen-pairs.js';
import type { GateReport, GenerationQuality, PerCollection } from './gate-report.js';
import { BAGS, PAIRS_A_BAG, type RankedGeneration, rankGeneration } from './rank-generation.js';

/** With fewer pairs one of them moves R@10 by 5 % or more, and the report says nothing of ranking. */
export const FEWEST_PAIRS = 20;

export interface Comparison {
  readonly new: GenerationVectors;
  /** Absent where no generation answers yet. */
  readonly old?: GenerationVectors | undefined;
  /** What the new generation was built from. */
  readonly catalogue: {
    readonly recipes: readonly string[];
    /** Every photo, with its recipe. */
    readonly pairs: readonly CataloguePair[];
  };
  /** Of the choice of pairs and bags. */
  readonly seed: number;
}

/**
 * Measures a new generation beside the old one: MedR and R@K of the catalogue's own pairs, the same pairs
 * in the same bags for both, and what each holds of the catalogue.
 * @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED, VECTOR_INVALID
 */
export async function compareGenerations(comparison: Comparison): Promise<GateReport> {
  const { old, catalogue, seed } = comparison;
  const generations = [comparison.new, ...(old === undefined ? [] : [old])];
  const common = catalogue.pairs.filter(({ image, recipe }) =>
    generations.every((one) => one.has('images', image) && one.has('recipes', recipe)),
  );
  const pairs = chosenPairs(common, { most: BAGS * PAIRS_A_BAG, seed });
  const rankingJudged = pairs.length >= FEWEST_PAIRS;
  const ranked = await Promise.all(
    rankingJudged ? generations.map((one) => rankGeneration(one, pairs, seed)) : [],
  );
  const [rankedNew, rankedOld] = ranked;
  return {
    pairs: pairs.length,
    rankingJudged,
    new: qualityOf(comparison.new, rankedNew),
    minimumRecall: comparison.new.manifest.settings.minimumRecall,
    embedded: shares(catalogue, (collection, id) => comparison.new.has(collection, id)),
    ...(old !== undefined && {
      old: qualityOf(old, rankedOld),
      kept: shares(held(catalogue, old), (collection, id) => comparison.new.has(collection, id)),
    }),
    ...(rankedNew && rankedOld && { recallError: standardError(differences(rankedNew, rankedOld)) }),
  };
}

function qualityOf({ manifest }: GenerationVectors, ranked: RankedGeneration | undefined): GenerationQuality {
  const { name, bundleFingerprint, recipes, images } = manifest;
  return {
    name,
    bundleFingerprint,
    indexed: { recipes: recipes.count, images: images.count },
    recallAt10: { recipes: recipes.recallAt10, images: images.recallAt10 },
    ...(ranked !== undefined && { ranking: ranked.report }),
  };
}

type Catalogue = Comparison['catalogue'];

/** What of the catalogue a generation holds. */
function held({ recipes, pairs }: Catalogue, generation: GenerationVectors): Catalogue {
  return {
    recipes: recipes.filter((id) => generation.has('recipes', id)),
    pairs: pairs.filter(({ image }) => generation.has('images', image)),
  };
}

/** Share of the recipes, and of the photos, that are there; 1 where there are none. */
function shares(
  { recipes, pairs }: Catalogue,
  isThere: (collection: CollectionName, id: string) => boolean,
): PerCollection {
  const share = (collection: CollectionName, ids: readonly string[]): number =>
    ids.length === 0 ? 1 : ids.filter((id) => isThere(collection, id)).length / ids.length;
  return {
    recipes: share('recipes', recipes),
    images: share(
      'images',
      pairs.map(({ image }) => image),
    ),
  };
}

/** Of each pair, how much more often the new generation finds it. */
function differences(ours: RankedGeneration, theirs: RankedGeneration): number[] {
  return [...ours.hits].map(([row, hit]) => hit - theirs.hits.get(row)!);
}

/** Of the mean of these numbers: their standard deviation over the root of how many they are. */
function standardError(numbers: readonly number[]): number {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const squares = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return Math.sqrt(squares / (numbers.length - 1) / numbers.length);
}
