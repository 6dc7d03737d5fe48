import { Random, l2Normalised, matrixFromRows } from '@seje/core';
import { loopProduct as product } from '@seje/retrieval';
import { describe, expect, it } from 'vitest';
import type { EmbeddedPairs } from '../embedded-pairs.js';
import { nearestRows } from '../nearest-rows.js';
import { composedVector, conceptVector } from './composed-vector.js';
import { ConceptFinder } from './concept-finder.js';
import { expressionText, parseExpression } from './expression.js';
import { kitchenTriples } from './kitchen-triples.js';
import type { DishTruth } from './kitchen-truth.js';
import { measureArithmetic } from './measure-arithmetic.js';
import { recipeArithmetic } from './recipe-arithmetic.js';

const KINDS = ['muffin', 'pie', 'salad'];
const FRUITS = ['apple', 'pear', 'berry'];

/** Dishes whose embedding is the sum of a direction for the kind, one for the fruit, and a little chance. */
function composedKitchen(copies: number): { pairs: EmbeddedPairs; truths: Map<string, DishTruth> } {
  const random = Random.fromSeed(1);
  const axis = (at: number): Float32Array => Float32Array.from({ length: 8 }, (_, i) => Number(i === at));
  const dishes = Array.from({ length: copies }, () =>
    KINDS.flatMap((kind, k) => FRUITS.map((fruit, f) => ({ kind, fruit, k, f }))),
  ).flat();
  const vectors = dishes.map(({ k, f }) => {
    const fruit = axis(3 + f);
    return l2Normalised(axis(k).map((x, i) => 2 * x + fruit[i]! + 0.1 * random.normal()));
  });
  const embeddings = { images: matrixFromRows(vectors), recipes: matrixFromRows(vectors) };
  const pairs = dishes.map(({ kind, fruit }, i) => ({
    recipe: { id: `${i}`, title: `Grandma's ${kind}s`, ingredients: [], entities: [`red_${fruit}`] },
    photo: { id: `${i}.jpg`, path: `${i}.jpg` },
    category: 0,
  }));
  const truths = new Map(dishes.map(({ kind, fruit }, i) => [`${i}`, { kind, visible: [fruit] }]));
  return { pairs: { pairs, embeddings, categories: [{ number: 0, name: 'background' }] }, truths };
}

describe('recipe arithmetic', () => {
  const { pairs, truths } = composedKitchen(4);

  it('carries the ingredient over to the other dish', async () => {
    const terms = parseExpression(['apple muffin', '-', 'muffin', '+', 'pie']);
    const result = await recipeArithmetic(pairs, terms, { from: 'recipes', k: 4, product });
    expect(result.expression).toBe('apple muffin - muffin + pie');
    expect(result.concepts.map(({ items }) => items)).toEqual([4, 12, 12]);
    for (const { pair } of [...result.photos, ...result.recipes]) {
      expect(truths.get(pair.recipe.id)).toEqual({ kind: 'pie', visible: ['apple'] });
    }
  });

  it('is measured against c alone, which knows the kind and not the ingredient', async () => {
    const options = { count: 200, seed: 1, fewest: 3, k: 1, product };
    const measures = await measureArithmetic(pairs, truths, options);
    expect(measures.map(({ from, to }) => `${from} ${to}`)).toHaveLength(4);
    for (const { triples, composed, cAlone, guess } of measures) {
      expect(triples).toBe(18);
      expect(composed).toEqual({ dish: 1, dishWithIngredient: 1, kind: 1 });
      expect(cAlone.kind).toBe(1);
      expect(cAlone.dish).toBeCloseTo(1 / 3);
      expect(guess).toBeCloseTo(1 / 3);
    }
  });

  it('refuses pairs that the truth does not know', async () => {
    const measured = measureArithmetic(pairs, new Map(), { count: 1, seed: 1, fewest: 1, k: 5, product });
    await expect(measured).rejects.toMatchObject({ code: 'DATA_EMPTY' });
  });
});

describe('kitchenTriples', () => {
  it('draws triples whose answer exists, the same for the same seed', () => {
    const truths = [...composedKitchen(3).truths.values()].filter(
      ({ kind, visible }) => kind !== 'salad' || visible[0] === 'apple',
    );
    const options = { count: 8, seed: 2, fewest: 3 };
    const triples = kitchenTriples(truths, options);
    expect(triples).toHaveLength(8);
    for (const { a, from, to, ingredient } of triples) {
      expect(a.every((row) => truths[row]!.kind === from && truths[row]!.visible[0] === ingredient)).toBe(
        true,
      );
      expect(truths.some(({ kind, visible }) => kind === to && visible[0] === ingredient)).toBe(true);
    }
    expect(kitchenTriples(truths, options)).toEqual(triples);
    expect(kitchenTriples(truths, { ...options, seed: 3 })).not.toEqual(triples);
    expect(kitchenTriples(truths, { ...options, fewest: 4 })).toEqual([]);
  });
});

describe('composedVector', () => {
  it('adds and subtracts means of length 1, and has length 1', () => {
    const embeddings = matrixFromRows([Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(1, 0)]);
    const half = Math.fround(Math.SQRT1_2);
    expect([...conceptVector(embeddings, [0, 1])]).toEqual([half, half]);
    const composed = composedVector(embeddings, [
      { sign: 1, rows: [0, 1] },
      { sign: -1, rows: [0, 2] },
    ]);
    const [x, y] = [Math.SQRT1_2 - 1, Math.SQRT1_2];
    expect(composed[0]).toBeCloseTo(x / Math.hypot(x, y));
    expect(composed[1]).toBeCloseTo(y / Math.hypot(x, y));
  });
});

describe('ConceptFinder', () => {
  const pair = (title: string, entities: string[], category = 0): EmbeddedPairs['pairs'][number] => ({
    recipe: { id: title, title, ingredients: [], entities },
    photo: { id: 'p', path: 'p' },
    category,
  });
  const pairs = [
    pair('Apple pie', ['butter']),
    pair("Grandma's best", ['apples'], 1),
    pair('Chicken pie', ['potatoes', 'pie_crust']),
    pair('Stew', ['pie_crust', 'apple']),
  ];
  const finder = new ConceptFinder(pairs, [{ number: 1, name: 'fruit pie' }]);

  it('takes the last word as the dish, and the others from anywhere', () => {
    expect(finder.rowsOf('pie')).toEqual([0, 1, 2]);
    expect(finder.rowsOf('Apple pies')).toEqual([0, 1]);
    expect(finder.rowsOf('potato pie')).toEqual([2]);
    expect(finder.rowsOf('butter')).toEqual([0]);
  });

  it('says when nothing is of the concept', () => {
    for (const concept of ['pizza', '&!']) {
      expect(() => finder.rowsOf(concept)).toThrow(expect.objectContaining({ code: 'DATA_EMPTY' }));
    }
  });
});

describe('parseExpression', () => {
  it('reads one argument or several', () => {
    const terms = [
      { sign: 1, concept: 'chicken stir-fry' },
      { sign: -1, concept: 'stir-fry' },
      { sign: 1, concept: 'salad' },
    ];
    expect(parseExpression(['chicken stir-fry', '-', 'stir-fry', '+', 'salad'])).toEqual(terms);
    expect(parseExpression(['chicken stir-fry - stir-fry + salad'])).toEqual(terms);
    expect(expressionText(parseExpression(['a - b + c']))).toBe('a - b + c');
  });

  it.each([['soup'], ['soup +'], ['- soup'], ['soup + - pie']])('refuses %j', (text) => {
    expect(() => parseExpression([text])).toThrow(expect.objectContaining({ code: 'SETTINGS_INVALID' }));
  });
});

describe('nearestRows', () => {
  it('gives the most similar rows, the first of equals first', async () => {
    const items = matrixFromRows([0.1, 0.9, 0.9, 0.5].map((x) => Float32Array.of(x)));
    const queries = matrixFromRows([Float32Array.of(1), Float32Array.of(-1)]);
    const found = await nearestRows(queries, items, { product, k: 3 });
    expect(found.map((rows) => rows.map(({ row }) => row))).toEqual([
      [1, 2, 3],
      [0, 3, 1],
    ]);
  });
});
