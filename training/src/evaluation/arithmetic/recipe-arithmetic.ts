import { type Matrix, matrixFromRows } from '@seje/core';
import type { SimilarityProduct } from '@seje/retrieval';
import type { EmbeddedPairs, EvaluatedPair } from '../embedded-pairs.js';
import { nearestRows } from '../nearest-rows.js';
import { composedVector } from './composed-vector.js';
import { ConceptFinder } from './concept-finder.js';
import { type SignedConcept, expressionText } from './expression.js';

/** Which side of the pairs operands or answers are. */
export type Side = 'recipes' | 'photos';

export interface ArithmeticOptions {
  /** What the operands are the means of. */
  readonly from: Side;
  /** Answers wanted, of each side. */
  readonly k: number;
  readonly product: SimilarityProduct;
}

/** An operand as it was understood. */
export interface FoundConcept extends SignedConcept {
  /** How many recipes are of the concept. */
  readonly items: number;
  /** The first few of them. */
  readonly examples: readonly EvaluatedPair[];
}

export interface Answer {
  readonly pair: EvaluatedPair;
  readonly similarity: number;
}

export interface ArithmeticResult {
  readonly expression: string;
  readonly from: Side;
  readonly concepts: readonly FoundConcept[];
  /** The nearest photos and the nearest recipes; those of the operands' concepts may be among them. */
  readonly photos: readonly Answer[];
  readonly recipes: readonly Answer[];
}

const EXAMPLES = 3;

/** Answers an expression among embedded pairs. @throws SejeError DATA_EMPTY (a concept that no recipe is of) */
export async function recipeArithmetic(
  { pairs, embeddings, categories }: EmbeddedPairs,
  terms: readonly SignedConcept[],
  { from, k, product }: ArithmeticOptions,
): Promise<ArithmeticResult> {
  const finder = new ConceptFinder(pairs, categories);
  const operands = terms.map(({ sign, concept }) => ({ sign, concept, rows: finder.rowsOf(concept) }));
  const query = matrixFromRows([composedVector(sideOf(embeddings, from), operands)]);
  const answers = async (side: Side): Promise<Answer[]> => {
    const [nearest] = await nearestRows(query, sideOf(embeddings, side), { product, k });
    return nearest!.map(({ row, similarity }) => ({ pair: pairs[row]!, similarity }));
  };
  return {
    expression: expressionText(terms),
    from,
    concepts: operands.map(({ sign, concept, rows }) => ({
      sign,
      concept,
      items: rows.length,
      examples: rows.slice(0, EXAMPLES).map((row) => pairs[row]!),
    })),
    photos: await answers('photos'),
    recipes: await answers('recipes'),
  };
}

/** [N, E] */
export function sideOf(embeddings: EmbeddedPairs['embeddings'], side: Side): Matrix {
  return side === 'photos' ? embeddings.images : embeddings.recipes;
}
