import { evaluateRetrieval } from '@seje/retrieval';
import { expect, it } from 'vitest';
import { embeddedPairs } from './embedded-pairs.fixture.js';
import { medianRankCurve, medianRankPlot } from './median-rank-curve.js';

it('has a point a size of bag, and draws a line a method', async () => {
  const { embeddings } = embeddedPairs(120, { noise: 2 });
  const bags = { bags: 3, seed: 1 };
  const points = await medianRankCurve(embeddings, [30, 60, 200], bags);
  expect(points.map(({ bagSize, bags }) => [bagSize, bags])).toEqual([
    [30, 3],
    [60, 3],
    [120, 1],
  ]);
  expect(points[2]!.imageToRecipe).toBeGreaterThan(points[0]!.imageToRecipe);
  const { recipeToImage } = await evaluateRetrieval(embeddings, { bagSize: 60, ...bags });
  expect(points[1]).toMatchObject({
    recipeToImage: recipeToImage.medianRank,
    standardDeviation: { recipeToImage: recipeToImage.standardDeviation.medianRank },
  });
  const svg = medianRankPlot(
    [
      { name: 'SEJE', points },
      { name: 'ACME', points },
    ],
    'imageToRecipe',
  );
  expect(svg).toContain('photo to recipe');
  expect(svg.match(/<circle/gu)).toHaveLength(6);
});
