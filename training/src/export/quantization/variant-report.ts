import type { Manifest, QuantizedPrecision } from '@seje/artifacts';
import { type Matrix, SejeError, dot, rowOf } from '@seje/core';
import type { EvaluationReport, PairEmbeddings } from '@seje/retrieval';

/** A figure of the float32 bundle, and of its variant. */
export interface Compared<T> {
  readonly float32: T;
  readonly variant: T;
}

type Parity = NonNullable<Manifest['quantization']>['parity'];
type Direction = NonNullable<Manifest['evaluation']>['imageToRecipe'];
type BothDirections = Readonly<Record<'imageToRecipe' | 'recipeToImage', Direction>>;

/** What `quantization.json` holds: what a variant with smaller weights loses, and what it wins. */
export interface VariantReport {
  readonly precision: QuantizedPrecision;
  /** Fingerprint of the float32 bundle that it was made of. */
  readonly source: string;
  /** What both were measured on. */
  readonly measuredOn: {
    readonly partition: string;
    readonly pairs: number;
    readonly bagSize: number;
    readonly bags: number;
    readonly dataFingerprint: string;
  };
  /** Of the embeddings of the same recipes and photos. */
  readonly parity: Parity;
  readonly retrieval: Compared<BothDirections>;
  /** Points (hundredths) of R@10 that the variant loses; below 0: gains. */
  readonly recallLoss: Readonly<Record<'imageToRecipe' | 'recipeToImage', number>>;
  readonly maxRecallLoss: number;
  /** Size of each file that differs, bytes. */
  readonly bytes: Readonly<Record<string, Compared<number>>>;
  /** Median time of one recipe, and of one photo with its decoding, on the CPU. For information. */
  readonly milliseconds: Readonly<Record<'recipe' | 'photo', Compared<number>>>;
}

/**
 * @param embeddings of the same pairs by both bundles
 * @throws SejeError PARITY_FAILED where a recipe or photo has an embedding by one of them only
 */
export function parityOf({ float32, variant }: Compared<PairEmbeddings>): Parity {
  return {
    recipe: encoderParity(float32.recipes, variant.recipes),
    image: encoderParity(float32.images, variant.images),
  };
}

function encoderParity(float32: Matrix, variant: Matrix): Parity['recipe'] {
  if (float32.rows !== variant.rows) {
    throw new SejeError('PARITY_FAILED', {
      message: 'The smaller encoders do not embed what the float32 ones do',
      expected: `${float32.rows} pairs`,
      found: `${variant.rows}`,
    });
  }
  let [maxDifference, minCosine] = [0, 1];
  for (let i = 0; i < float32.rows; i++) {
    const [a, b] = [rowOf(float32, i), rowOf(variant, i)];
    minCosine = Math.min(minCosine, dot(a, b)); // rows have length 1
    for (const [at, x] of a.entries()) maxDifference = Math.max(maxDifference, Math.abs(x - b[at]!));
  }
  return { maxDifference, minCosine };
}

/** What a manifest says of both directions. */
export function figuresOf({ imageToRecipe, recipeToImage }: EvaluationReport): BothDirections {
  const figures = ({ medianRank, recallAt1, recallAt5, recallAt10 }: Direction): Direction => ({
    medianRank,
    recallAt1,
    recallAt5,
    recallAt10,
  });
  return { imageToRecipe: figures(imageToRecipe), recipeToImage: figures(recipeToImage) };
}

const POINTS = 100;
/** Rounding of a difference of two shares. */
const SLACK = 1e-6;

export function recallLossOf({ float32, variant }: Compared<BothDirections>): VariantReport['recallLoss'] {
  const loss = (direction: keyof BothDirections): number =>
    POINTS * (float32[direction].recallAt10 - variant[direction].recallAt10);
  return { imageToRecipe: loss('imageToRecipe'), recipeToImage: loss('recipeToImage') };
}

/** The direction that loses more. */
export function worstLoss({ imageToRecipe, recipeToImage }: VariantReport['recallLoss']): number {
  return Math.max(imageToRecipe, recipeToImage);
}

/** @throws SejeError RECALL_TOO_LOW */
export function assertLossAllowed({ precision, recallLoss, maxRecallLoss }: VariantReport): void {
  const found = worstLoss(recallLoss);
  if (found <= maxRecallLoss + SLACK) return;
  throw new SejeError('RECALL_TOO_LOW', {
    message: `The ${precision} variant loses too much recall and was not written`,
    expected: `at most ${maxRecallLoss} points of R@10 less than with float32`,
    found: `${found.toFixed(2)} points less`,
    remedy: 'Take another precision, measure on more pairs, or allow more with --max-recall-loss.',
  });
}
