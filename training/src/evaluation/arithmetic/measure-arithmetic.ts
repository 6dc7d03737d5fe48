import { type Matrix, SejeError, matrixFromRows } from '@seje/core';
import type { SimilarityProduct } from '@seje/retrieval';
import type { EmbeddedPairs } from '../embedded-pairs.js';
import { type NearestRow, nearestRows } from '../nearest-rows.js';
import { composedVector, conceptVector } from './composed-vector.js';
import type { DishTruth } from './kitchen-truth.js';
import { type Triple, type TripleOptions, kitchenTriples } from './kitchen-triples.js';
import { type Side, sideOf } from './recipe-arithmetic.js';

/** Shares of the triples that have such a dish among the nearest. */
export interface ArithmeticShares {
  /** Of kind `to` with the main ingredient of a: the right dish. */
  readonly dish: number;
  /** Of kind `to` with that ingredient, main or not. */
  readonly dishWithIngredient: number;
  /** Of kind `to`: what c alone gives almost always. */
  readonly kind: number;
}

export interface ArithmeticMeasure {
  /** Side of the operands. */
  readonly from: Side;
  /** Side of the answers. */
  readonly to: Side;
  readonly triples: number;
  readonly composed: ArithmeticShares;
  /** The nearest of c alone. */
  readonly cAlone: ArithmeticShares;
  /** Share of right dishes among those of kind `to`, in the mean: what one guess within the kind gives. */
  readonly guess: number;
}

export interface MeasureArithmeticOptions extends TripleOptions {
  /** Nearest items looked at. */
  readonly k: number;
  readonly product: SimilarityProduct;
}

const SIDES: readonly Side[] = ['recipes', 'photos'];

/**
 * Recipe arithmetic on a synthetic kitchen, which knows what every dish is, for all four ways from operands
 * to answers. No item is left out of the answers, those of a, b and c neither: the right ones are of c.
 * @param truths recipe id -> what the dish is
 * @throws SejeError DATA_EMPTY (a recipe without truth, no triple)
 */
export async function measureArithmetic(
  { pairs, embeddings }: EmbeddedPairs,
  truths: ReadonlyMap<string, DishTruth>,
  options: MeasureArithmeticOptions,
): Promise<ArithmeticMeasure[]> {
  const known = pairs.map(({ recipe }) => truths.get(recipe.id) ?? unknownDish(recipe.id));
  const triples = kitchenTriples(known, options);
  if (triples.length === 0) {
    throw new SejeError('DATA_EMPTY', {
      message: 'There is no triple whose answer exists',
      expected: `${options.fewest} dishes of a kind with the same main ingredient, and one of another kind`,
      found: `none among ${pairs.length} pairs`,
      remedy: 'Take a larger kitchen.',
    });
  }
  const measures: ArithmeticMeasure[] = [];
  for (const from of SIDES) {
    const operands = sideOf(embeddings, from);
    const composed = triples.map(({ a, b, c }) =>
      composedVector(operands, [
        { sign: 1, rows: a },
        { sign: -1, rows: b },
        { sign: 1, rows: c },
      ]),
    );
    const alone = triples.map(({ c }) => conceptVector(operands, c));
    for (const to of SIDES) {
      const shares = async (queries: readonly Float32Array[], items: Matrix): Promise<ArithmeticShares> =>
        sharesOf(await nearestRows(matrixFromRows(queries), items, options), { triples, known });
      const items = sideOf(embeddings, to);
      measures.push({
        from,
        to,
        triples: triples.length,
        composed: await shares(composed, items),
        cAlone: await shares(alone, items),
        guess: mean(triples, (triple) => mean(triple.c, (row) => Number(isRight(known[row]!, triple)))),
      });
    }
  }
  return measures;
}

function sharesOf(
  found: readonly (readonly NearestRow[])[],
  { triples, known }: { readonly triples: readonly Triple[]; readonly known: readonly DishTruth[] },
): ArithmeticShares {
  const share = (holds: (truth: DishTruth, triple: Triple) => boolean): number =>
    mean([...triples.keys()], (i) => Number(found[i]!.some(({ row }) => holds(known[row]!, triples[i]!))));
  return {
    dish: share(isRight),
    dishWithIngredient: share(
      ({ kind, visible }, { to, ingredient }) => kind === to && visible.includes(ingredient),
    ),
    kind: share(({ kind }, { to }) => kind === to),
  };
}

function isRight({ kind, visible }: DishTruth, { to, ingredient }: Triple): boolean {
  return kind === to && visible[0] === ingredient;
}

function mean<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0) / values.length;
}

function unknownDish(id: string): never {
  throw new SejeError('DATA_EMPTY', {
    message: `truth.json does not have recipe ${id}`,
    remedy: 'Name the kitchen that the pairs are from.',
  });
}
