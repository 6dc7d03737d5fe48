import { type Matrix, Random, dot, matrixOf, rowOf } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { RIDGE_LAMBDAS } from './linear-settings.js';
import { type FeaturePairs, ridgeRetrieval } from './ridge-retrieval.js';

const [FEATURES, TERMS] = [24, 8];

/** Photos are a noisy linear image of the terms; `linked` false breaks the link. */
function pairsOf(count: number, label: string, linked = true): FeaturePairs {
  const mixing = Random.derived(1, 'mixing');
  const weights = Array.from({ length: FEATURES * TERMS }, () => mixing.normal());
  const random = Random.derived(1, label);
  const [photos, terms] = [matrixOf(count, FEATURES), matrixOf(count, TERMS)];
  for (let i = 0; i < count; i++) {
    const term = rowOf(terms, i).map(() => random.normal());
    rowOf(terms, i).set(term);
    const shown = linked ? term : term.map(() => random.normal());
    const photo = rowOf(photos, i).map(
      (_zero, f) =>
        shown.reduce((sum, value, d) => sum + value * weights[f * TERMS + d]!, 0) + 0.3 * random.normal() + 5,
    );
    rowOf(photos, i).set(photo);
  }
  return { photos, terms };
}

function medianRank({ queries, items }: { queries: Matrix; items: Matrix }): number {
  const ranks = Array.from({ length: queries.rows }, (_, i) => {
    const scores = Array.from({ length: items.rows }, (_item, j) => dot(rowOf(queries, i), rowOf(items, j)));
    return scores.filter((score) => score >= scores[i]!).length;
  }).sort((a, b) => a - b);
  return ranks[Math.floor(ranks.length / 2)]!;
}

const splits = (linked: boolean) => ({
  train: pairsOf(200, 'train', linked),
  validation: pairsOf(40, 'validation', linked),
  test: pairsOf(60, 'test', linked),
});

describe('ridgeRetrieval', () => {
  it('finds the right item in both directions where photos follow the recipes', () => {
    const { imageToRecipe, recipeToImage } = ridgeRetrieval(splits(true));
    expect(medianRank(imageToRecipe)).toBe(1);
    expect(medianRank(recipeToImage)).toBe(1);
    expect(RIDGE_LAMBDAS).toContain(imageToRecipe.lambda);
  });

  it('ends near chance where they do not', () => {
    const { imageToRecipe, recipeToImage } = ridgeRetrieval(splits(false));
    for (const direction of [imageToRecipe, recipeToImage]) {
      expect(medianRank(direction)).toBeGreaterThan(15);
      expect(medianRank(direction)).toBeLessThan(46);
    }
  });

  it('gives unit vectors in the space of the answers', () => {
    const { imageToRecipe, recipeToImage } = ridgeRetrieval(splits(true));
    expect([imageToRecipe.queries.columns, imageToRecipe.items.columns]).toEqual([TERMS, TERMS]);
    expect([recipeToImage.queries.columns, recipeToImage.items.columns]).toEqual([FEATURES, FEATURES]);
    for (const matrix of [imageToRecipe.queries, imageToRecipe.items]) {
      expect(dot(rowOf(matrix, 3), rowOf(matrix, 3))).toBeCloseTo(1, 5);
    }
  });
});
